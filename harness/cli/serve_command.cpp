#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "reference/fault.hpp"
#include "reference/server.hpp"
#include "reference/variant.hpp"
#include "run/case_set.hpp"
#include "run/gate.hpp"

namespace corspec::cli {
namespace {

struct ServeFlags {
  std::string profile;
  std::string fault;
  std::string variant;
  reference::ServerOptions server;
};

int fail(run::ExitCode code, std::string_view message) {
  print_error(fmt::format("corspec: {}\n", message));
  return static_cast<int>(code);
}

int serve(ServeFlags flags) {
  const auto complain = [](const suite::LoadErrors& errors) {
    for (const auto& error : errors) print_error(suite::describe(error) + "\n");
    return static_cast<int>(run::ExitCode::usage);
  };
  const auto text = run::read_file(flags.profile);
  if (!text) return complain(text.error());
  const auto profiles = suite::load_profiles(flags.profile, *text);
  if (!profiles) return complain(profiles.error());
  for (const auto& profile : *profiles) flags.server.policies.push_back(reference::policy_of(profile));
  if (!flags.fault.empty()) {
    const auto* fault = reference::find_fault(flags.fault);
    if (fault == nullptr) {
      return fail(run::ExitCode::usage,
                  fmt::format("there is no fault `{}`; `corspec list --faults` has them all", flags.fault));
    }
    fault->plant(flags.server.stages);
  }
  if (!flags.variant.empty()) {
    const auto* variant = reference::find_variant(flags.variant);
    if (variant == nullptr) {
      return fail(run::ExitCode::usage,
                  fmt::format("there is no variant `{}`; `corspec list --variants` has them all", flags.variant));
    }
    variant->dress(flags.server.stages);
  }
  flags.server.stop_on_signal = true;
  auto server = reference::Server::listen(std::move(flags.server));
  if (!server) return fail(run::ExitCode::unreachable, server.error());
  print(fmt::format("serving {}/\n", server->url()));
  std::fflush(stdout);
  server->run();
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* command = app.add_subcommand("serve", "A reference server that does what a profile promises");
  command->add_option("--profile", flags->profile, "The policy to serve (cases/README.md)")
      ->required()
      ->type_name("FILE");
  auto* fault = command->add_option("--fault", flags->fault, "With one seeded fault; `corspec list --faults` has them")
                    ->type_name("ID");
  command->add_option("--variant", flags->variant, "Conforming in another style; `corspec list --variants` has them")
      ->type_name("ID")
      ->excludes(fault);
  command->add_option("--port", flags->server.port, "Port; 0 is any free one")->capture_default_str()->type_name("N");
  command->add_option("--address", flags->server.address, "Address to listen on")
      ->capture_default_str()
      ->type_name("ADDRESS");
  command->add_option("--unix-socket", flags->server.unix_socket, "Listen on this socket instead")->type_name("PATH");
  auto* cert =
      command->add_option("--cert", flags->server.certificate_file, "Certificate chain: speak TLS")->type_name("FILE");
  auto* key = command->add_option("--key", flags->server.key_file, "Its private key")->type_name("FILE");
  cert->needs(key);
  key->needs(cert);
  command->callback([flags, &invocation] { invocation.exit_code = serve(std::move(*flags)); });
}

}  // namespace corspec::cli
