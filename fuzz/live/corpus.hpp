#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "fuzz/live/probe.hpp"

namespace corspec::fuzz {

/// The probes of a folder, sorted by the names of their files; none when there is no such folder yet. The error is one
/// sentence.
[[nodiscard]] std::expected<std::vector<Probe>, std::string> read_corpus(const std::filesystem::path& folder);

/// Writes each probe under a name made of its content; what is there stays.
[[nodiscard]] std::expected<void, std::string> write_corpus(const std::filesystem::path& folder,
                                                            std::span<const Probe> probes);

}  // namespace corspec::fuzz
