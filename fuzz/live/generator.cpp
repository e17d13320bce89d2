#include "fuzz/live/generator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fuzz/grammar/lines.hpp"
#include "fuzz/grammar/list.hpp"
#include "fuzz/grammar/origin.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/live/grant.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

/// A probe is no test of a server's limits: larger heads are refused by many, rightly.
constexpr std::size_t most_bytes = 4000;

/// One in so many probes that are no valid HTTP is sent.
constexpr std::size_t invalid_kept = 4;

/// What ends a line for some reader, with a header behind it that must not appear in the answer; and markup.
constexpr std::array injections{"\"><corspec-echo>"sv,
                                "\r\nX-Corspec-Echo: 1"sv,
                                "\nX-Corspec-Echo: 1"sv,
                                "\rX-Corspec-Echo: 1"sv,
                                "%0d%0aX-Corspec-Echo: 1"sv,
                                "\0\r\nX-Corspec-Echo: 1"sv,
                                "\xe5\x98\x8a\xe5\x98\x8dX-Corspec-Echo: 1"sv};

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

std::size_t size_of(const Probe& probe) {
  std::size_t size = 0;
  for (const auto& header : probe.headers) size += header.name.size() + header.value.size() + 4;
  return size;
}

/// The same fields with their names in another case, or in another order: the same request.
Probe respelt(const Probe& probe, Random& random) {
  std::vector<message::Header> headers(probe.headers.begin(), probe.headers.end());
  const bool lower = random.one_in(2);
  for (auto& header : headers)
    header.name = lower ? message::byte_lowercase(header.name) : message::byte_uppercase(header.name);
  if (!headers.empty() && random.one_in(2)) std::swap(headers.front(), headers[random.below(headers.size())]);
  return {probe.method, probe.query, message::HeaderList(std::move(headers))};
}

/// The same as if a proxy had taken it in for the host of its own Origin, so that it seems to come from the server's
/// own pages.
Probe forwarded(Probe probe, Random& random) {
  const std::string origin = probe.origin().value_or("");
  const auto parts = suite::split_origin(origin);
  if (!parts.valid) return probe;
  const std::string host = origin.substr(parts.scheme.size() + 3);
  const std::string scheme(parts.scheme);
  if (random.one_in(2)) {
    probe.headers.append("Forwarded", "host=\"" + host + "\";proto=" + scheme);
  } else {
    probe.headers.append("X-Forwarded-Host", host);
    probe.headers.append("X-Forwarded-Proto", scheme);
  }
  return probe;
}

/// A word that is like `name` and another.
std::string variation(std::string_view name, Random& random) {
  switch (random.below(5)) {
    case 0:
      return std::string(name) + "x";
    case 1:
      return "x" + std::string(name);
    case 2:
      return std::string(name.substr(0, name.size() - std::min<std::size_t>(1, name.size())));
    case 3:
      return message::byte_lowercase(name);
    default:
      return std::string(name) + "-" + std::string(name);
  }
}

}  // namespace

Generator::Generator(const suite::Profile& policy, std::uint64_t seed)
    : random_(seed), origins_(named_origins(policy)), denied_(policy.denied_origins) {
  // What case files can name.
  if (origins_.size() > 2) origins_.resize(2);
  for (const auto& pattern : policy.origin_patterns) origins_.push_back(suite::origin_covered_by(pattern));
  if (policy.allowed_methods) methods_ = *policy.allowed_methods;
  std::erase_if(methods_, [](const auto& method) { return message::is_forbidden_method(method); });
  if (methods_.empty()) methods_.emplace_back("GET");
  if (policy.allowed_request_headers) {
    for (const auto& name : *policy.allowed_request_headers) {
      if (message::is_token(name)) names_.push_back(message::byte_lowercase(name));
    }
  }
}

std::string Generator::allowed_origin() {
  return random_.pick(origins_);
}

std::string Generator::other_origin() {
  if (!denied_.empty() && random_.one_in(16)) return random_.pick(denied_);
  switch (random_.below(6)) {
    case 0:
      return generate_origin(random_);
    case 5:
      return neighbour_of(allowed_origin(), random_);
    case 4:
      return std::string(random_.pick(leftover_origins()));
    case 1:
      return mutate_origin(allowed_origin(), random_);
    case 2:
      return disguise_origin(disguise_origin(allowed_origin(), random_), random_);
    default:
      return disguise_origin(allowed_origin(), random_);
  }
}

std::string Generator::allowed_method() {
  return random_.pick(methods_);
}

/// Some of them, sorted, as a browser asks for them.
std::vector<std::string> Generator::allowed_names() {
  std::vector<std::string> names;
  for (const auto& name : names_) {
    if (random_.one_in(2)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Probe Generator::preflight(std::string origin, std::string method, const std::vector<std::string>& lists) {
  Probe probe;
  probe.headers.append("Accept", "*/*");
  probe.headers.append("Access-Control-Request-Method", std::move(method));
  for (const auto& list : lists) probe.headers.append("Access-Control-Request-Headers", list);
  probe.headers.append("Origin", std::move(origin));
  return probe;
}

Probe Generator::plainly_granted() const {
  return {"OPTIONS",
          "",
          {{"Accept", "*/*"}, {"Access-Control-Request-Method", methods_.front()}, {"Origin", origins_.front()}}};
}

Probe Generator::granted() {
  if (random_.one_in(4))
    return {"GET", "", {{"Accept", std::string(random_.pick(accept_values()))}, {"Origin", allowed_origin()}}};
  const auto names = allowed_names();
  return preflight(allowed_origin(), allowed_method(),
                   names.empty() ? std::vector<std::string>{} : std::vector<std::string>{joined(names)});
}

Probe Generator::fresh() {
  const auto one_list = [](std::string list) { return std::vector<std::string>{std::move(list)}; };
  switch (random_.below(13)) {
    case 0:
    case 1: {
      const auto names = allowed_names();
      return preflight(other_origin(), allowed_method(),
                       names.empty() ? std::vector<std::string>{} : one_list(joined(names)));
    }
    case 2:
    case 3:
      return {random_.one_in(4) ? "HEAD" : "GET",
              "",
              {{"Accept", std::string(random_.pick(accept_values()))},
               {"Origin", random_.one_in(8) ? allowed_origin() : other_origin()}}};
    case 4:
      return preflight(allowed_origin(), variation(allowed_method(), random_), {});
    case 5:
      return preflight(allowed_origin(), std::string(random_.pick(method_names())), {});
    case 6: {
      auto names = allowed_names();
      names.push_back(names_.empty() || random_.one_in(2) ? std::string(random_.pick(request_header_names()))
                                                          : variation(random_.pick(names_), random_));
      std::ranges::transform(names, names.begin(), message::byte_lowercase);
      std::ranges::sort(names);
      return preflight(allowed_origin(), allowed_method(), one_list(joined(names)));
    }
    case 7:
      return preflight(allowed_origin(), allowed_method(), respell_list(allowed_names(), random_));
    case 8:
      return preflight(allowed_origin(), allowed_method(), one_list(generate_list(request_header_names(), random_)));
    case 9: {
      auto probe = preflight(other_origin(), allowed_method(), {});
      probe.headers.append("Origin", random_.one_in(2) ? allowed_origin() : other_origin());
      return probe;
    }
    case 10: {
      const std::string_view injected = random_.pick(injections);
      if (random_.one_in(4)) return {"GET", "", {{"Accept", "*/*"}, {"Origin", allowed_origin().append(injected)}}};
      const std::size_t where = random_.below(3);
      const auto with = [&](std::size_t place, std::string value) {
        return where == place ? value.append(injected) : value;
      };
      return preflight(with(0, allowed_origin()), with(1, allowed_method()), one_list(with(2, "x-a")));
    }
    case 11: {
      auto origin = random_.one_in(2) ? allowed_origin() : other_origin();
      auto probe = random_.one_in(2) ? preflight(std::move(origin), allowed_method(), {})
                                     : Probe{"GET", "", {{"Accept", "*/*"}, {"Origin", std::move(origin)}}};
      probe.query = random_.pick(query_strings());
      return probe;
    }
    default: {
      std::string list;
      for (std::size_t count = random_.below(200); count > 0; --count) list += random_.one_in(2) ? "," : "x-a,";
      return preflight(random_.one_in(2) ? allowed_origin() : other_origin(), allowed_method(), one_list(list));
    }
  }
}

Probe Generator::mutated() {
  Probe probe = random_.pick(corpus_);
  if (random_.one_in(3)) {
    if (auto made = probe_of(mutate_lines(to_text(probe), LineKind::request, random_))) return *std::move(made);
  }
  if (probe.headers.empty()) return probe;
  const auto chosen = random_.below(probe.headers.size());
  message::HeaderList headers;
  for (const auto& header : probe.headers) {
    auto value = header.value;
    if (headers.size() == chosen) {
      value = message::byte_case_insensitive_match(header.name, "Origin") ? mutate_origin(value, random_)
                                                                          : mutate_list(value, random_);
    }
    headers.append(header.name, std::move(value));
  }
  return {probe.method, random_.one_in(16) ? std::string(random_.pick(query_strings())) : probe.query,
          std::move(headers)};
}

std::vector<Probe> Generator::batch(std::size_t size) {
  std::vector<Probe> probes;
  for (; !known_.empty() && probes.size() < size; known_.pop_front()) probes.push_back(std::move(known_.front()));
  for (; !seeds_.empty() && 2 * probes.size() < size; seeds_.pop_front()) probes.push_back(std::move(seeds_.front()));
  while (probes.size() < size) {
    Probe probe = random_.one_in(8) ? granted() : corpus_.empty() || random_.one_in(2) ? fresh() : mutated();
    if (random_.one_in(16)) probe = respelt(probe, random_);
    if (random_.one_in(32))
      probe.query = "?origin=" + (random_.one_in(2) ? allowed_origin() : std::string("https://evil.example"));
    if (random_.one_in(16)) {
      const auto& [name, value] = random_.pick(evidence_fields());
      probe.headers.append(std::string(name), std::string(value));
    }
    if (random_.one_in(16)) probe.headers.append("Referer", allowed_origin() + "/");
    if (random_.one_in(32)) probe = forwarded(std::move(probe), random_);
    // Such a field is the wire's own; a probe does not break its framing.
    for (const auto* const name :
         {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", "TE"}) {
      probe.headers.remove(name);
    }
    // What is no valid HTTP, most servers refuse before CORS is asked, and close the connection: some of it is enough.
    if (!probe.is_valid_http() && !random_.one_in(invalid_kept)) continue;
    if (size_of(probe) <= most_bytes) probes.push_back(std::move(probe));
  }
  return probes;
}

bool Generator::learn(const Probe& probe, const std::string& shape) {
  if (!shapes_.insert(shape).second) return false;
  corpus_.push_back(probe);
  return true;
}

}  // namespace corspec::fuzz
