#include "base/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace slipway {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;

std::string because(const std::string& path, int code) {
  return path + ": " + std::generic_category().message(code);
}

}  // namespace

Expected<std::string, std::string> SystemFiles::read(const std::string& path) const {
  const auto closing = [](std::FILE* f) { std::fclose(f); };
  const std::unique_ptr<std::FILE, decltype(closing)> file(std::fopen(path.c_str(), "re"), closing);
  if (!file) return Unexpected{because(path, errno)};
  std::string content;
  std::array<char, 16384> buffer{};
  while (content.size() <= kMaxBytes) {
    errno = 0;
    const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get());
    content.append(buffer.data(), n);
    if (n == buffer.size()) continue;
    if (std::ferror(file.get()) != 0) return Unexpected{because(path, errno)};
    break;
  }
  if (content.size() > kMaxBytes) return Unexpected{path + ": larger than 1 MiB"};
  return content;
}

}  // namespace slipway
