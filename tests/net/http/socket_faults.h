#pragma once

namespace slipway::nettest {

// While it lives, this program can make no IPv6 sockets.
struct WithoutIpv6 {
  WithoutIpv6();
  ~WithoutIpv6();
  WithoutIpv6(const WithoutIpv6&) = delete;
  WithoutIpv6& operator=(const WithoutIpv6&) = delete;
};

}  // namespace slipway::nettest
