#include "net/address_policy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>

namespace slipway::net {
namespace {

struct Rule {
  std::string_view range;
  std::string_view why;
};

constexpr std::string_view metadata = "cloud metadata";

constexpr Rule rules[] = {
    {"0.0.0.0/8", "unspecified"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"224.0.0.0/4", "multicast"},
    {"255.255.255.255/32", "broadcast"},
    {"240.0.0.0/4", "reserved"},
    {"100.100.100.200/32", metadata},
    {"192.0.0.192/32", metadata},
    {"::/128", "unspecified"},
    {"::1/128", "loopback"},
    {"fe80::/10", "link-local"},
    {"ff00::/8", "multicast"},
    {"fd00:ec2::/32", metadata},
    {"fd20:ce::254/128", metadata},
    {"64:ff9b:1::/48", "local-use NAT64"},
};

// Where an IPv6 address carries an IPv4 one: the range, the byte it starts at, and whether its bits
// are inverted.
struct Embedding {
  std::string_view range;
  std::size_t offset;
  bool inverted;
};

constexpr Embedding embeddings[] = {
    {"::/96", 12, false},            // compatible
    {"::ffff:0:0/96", 12, false},    // mapped
    {"::ffff:0:0:0/96", 12, false},  // translated
    {"64:ff9b::/96", 12, false},     // NAT64
    {"2002::/16", 2, false},         // 6to4
    {"2001::/32", 4, false},         // Teredo: the server
    {"2001::/32", 12, true},         // Teredo: the client
};

bool inRange(std::string_view range, const IpAddress& address) {
  const auto parsed = parseIpRange(range);
  return parsed && parsed->contains(address);
}

IpAddress embedded(const IpAddress& outer, const Embedding& embedding) {
  IpAddress inner;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint8_t byte = outer.bytes.at(embedding.offset + i);
    inner.bytes.at(i) = embedding.inverted ? static_cast<std::uint8_t>(~byte) : byte;
  }
  return inner;
}

std::optional<std::string> builtInRefusal(const IpAddress& address) {
  for (const Rule& rule : rules) {
    if (inRange(rule.range, address)) return std::string(rule.why);
  }
  return std::nullopt;
}

bool containedInAny(const std::vector<IpRange>& ranges, const IpAddress& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const IpRange& range) { return range.contains(address); });
}

}  // namespace

std::optional<IpAddress> parseIpAddress(std::string_view text) {
  const std::string copy(text.substr(0, text.find('%')));
  if (copy.size() > INET6_ADDRSTRLEN || copy.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (copy.size() == text.size() && inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) {
    return address;
  }
  address.v4 = false;
  if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string format(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.v4 ? AF_INET : AF_INET6, address.bytes.data(), text.data(), text.size());
  return text.data();
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.v4 != base.v4) return false;
  const auto whole = static_cast<std::size_t>(length / 8);
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const int rest = length % 8;
  if (rest == 0) return true;
  const int difference = base.bytes.at(whole) ^ address.bytes.at(whole);
  return difference >> (8 - rest) == 0;
}

std::optional<IpRange> parseIpRange(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = parseIpAddress(text.substr(0, slash));
  if (!base) return std::nullopt;
  const int longest = base->v4 ? 32 : 128;
  if (slash == std::string_view::npos) return IpRange{*base, longest};
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty() ||
      length < 0 || length > longest) {
    return std::nullopt;
  }
  return IpRange{*base, length};
}

void AddressPolicy::allowLoopback() {
  allow(*parseIpRange("127.0.0.0/8"));
  allow(*parseIpRange("::1/128"));
}

std::optional<std::string> AddressPolicy::refusal(const IpAddress& address) const {
  if (containedInAny(denied_, address)) return "denied by configuration";
  if (containedInAny(allowed_, address)) return std::nullopt;
  if (auto why = builtInRefusal(address)) return why;
  if (address.v4) return std::nullopt;
  for (const Embedding& embedding : embeddings) {
    if (!inRange(embedding.range, address)) continue;
    if (auto why = refusal(embedded(address, embedding))) {
      return *why + " inside an IPv6 address";
    }
  }
  return std::nullopt;
}

}  // namespace slipway::net
