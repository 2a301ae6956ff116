#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::net {

// An IPv4 or IPv6 address as bytes in network order; IPv4 uses the first four.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool v4 = true;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Exactly the textual forms of RFC 4291 and dotted quads; no "127.1", no names, no brackets. A zone
// ("fe80::1%eth0") is read and dropped.
std::optional<IpAddress> parseIpAddress(std::string_view text);
std::string format(const IpAddress& address);

// "10.0.0.0/8", "fd00::/8"; without a length, that one address.
struct IpRange {
  IpAddress base;
  int length = 0;  // leading bits that count
  bool contains(const IpAddress& address) const;
};
std::optional<IpRange> parseIpRange(std::string_view text);

// Which addresses a probe may reach. Tenants choose the targets, the operator's network position is
// not theirs: nothing that only this host or its link can reach. Private ranges stay allowed, since
// pods live there.
//
// Refused: unspecified and 0.0.0.0/8, loopback, link-local (with the metadata service of most
// clouds), multicast, 240.0.0.0/4 with broadcast, the metadata addresses that lie elsewhere, and
// every one of these IPv4 addresses inside an IPv6 one: mapped, compatible, translated (SIIT),
// NAT64 (64:ff9b::/96; the local-use prefix 64:ff9b:1::/48 entirely, its layout is unknown), 6to4,
// Teredo.
class AddressPolicy {
 public:
  // Later rules of the owner of this process: deny wins over allow, allow over the list above.
  void deny(IpRange range) { denied_.push_back(range); }
  void allow(IpRange range) { allowed_.push_back(range); }
  void allowLoopback();  // 127.0.0.0/8 and ::1

  // Why not, for people ("loopback"); nullopt when a probe may go there.
  std::optional<std::string> refusal(const IpAddress& address) const;

 private:
  std::vector<IpRange> denied_;
  std::vector<IpRange> allowed_;
};

}  // namespace slipway::net
