#include "net/address_policy.h"

#include <gtest/gtest.h>

namespace slipway::net {
namespace {

std::string verdict(const AddressPolicy& policy, const std::string& text) {
  const auto address = parseIpAddress(text);
  if (!address) return "not an address";
  return policy.refusal(*address).value_or("allowed");
}

struct Row {
  const char* name;
  const char* address;
  const char* verdict;
};
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

const Row rows[] = {
    {"a pod in 10/8", "10.1.2.3", "allowed"},
    {"a pod in 172.16/12", "172.16.0.9", "allowed"},
    {"a pod in 192.168/16", "192.168.1.1", "allowed"},
    {"a pod in the carrier range", "100.64.3.7", "allowed"},
    {"the benchmark range", "198.18.64.5", "allowed"},
    {"a public address", "93.184.216.34", "allowed"},
    {"an IPv6 pod", "fd00:10:244::7", "allowed"},
    {"a public IPv6 address", "2606:2800:220:1::1", "allowed"},
    {"loopback", "127.0.0.1", "loopback"},
    {"far end of loopback", "127.255.255.254", "loopback"},
    {"just above loopback", "128.0.0.1", "allowed"},
    {"just below loopback", "126.255.255.255", "allowed"},
    {"unspecified", "0.0.0.0", "unspecified"},
    {"this network", "0.1.2.3", "unspecified"},
    {"metadata service", "169.254.169.254", "link-local"},
    {"pod identity service", "169.254.170.23", "link-local"},
    {"just above link-local", "169.255.0.1", "allowed"},
    {"a cloud's metadata outside link-local", "100.100.100.200", "cloud metadata"},
    {"another cloud's", "192.0.0.192", "cloud metadata"},
    {"first multicast", "224.0.0.1", "multicast"},
    {"last multicast", "239.255.255.255", "multicast"},
    {"just below multicast", "223.255.255.255", "allowed"},
    {"reserved", "240.0.0.1", "reserved"},
    {"broadcast", "255.255.255.255", "broadcast"},
    {"IPv6 unspecified", "::", "unspecified"},
    {"IPv6 loopback", "::1", "loopback"},
    {"IPv6 link-local", "fe80::1", "link-local"},
    {"IPv6 link-local with a zone", "fe80::1%eth0", "link-local"},
    {"last IPv6 link-local", "febf:ffff::1", "link-local"},
    {"just above IPv6 link-local", "fec0::1", "allowed"},
    {"IPv6 multicast", "ff02::1", "multicast"},
    {"IPv6 metadata", "fd00:ec2::254", "cloud metadata"},
    {"another IPv6 metadata", "fd20:ce::254", "cloud metadata"},
    {"mapped loopback", "::ffff:127.0.0.1", "loopback inside an IPv6 address"},
    {"mapped loopback in hex", "::ffff:7f00:1", "loopback inside an IPv6 address"},
    {"mapped metadata", "::ffff:169.254.169.254", "link-local inside an IPv6 address"},
    {"mapped pod", "::ffff:10.0.0.1", "allowed"},
    {"compatible loopback", "::127.0.0.1", "loopback inside an IPv6 address"},
    {"compatible small number", "::2", "unspecified inside an IPv6 address"},
    {"translated loopback", "::ffff:0:127.0.0.1", "loopback inside an IPv6 address"},
    {"NAT64 loopback", "64:ff9b::7f00:1", "loopback inside an IPv6 address"},
    {"NAT64 metadata", "64:ff9b::169.254.169.254", "link-local inside an IPv6 address"},
    {"NAT64 public", "64:ff9b::93.184.216.34", "allowed"},
    {"NAT64 broadcast", "64:ff9b::255.255.255.255", "broadcast inside an IPv6 address"},
    {"local-use NAT64", "64:ff9b:1::1", "local-use NAT64"},
    {"6to4 loopback", "2002:7f00:1::1", "loopback inside an IPv6 address"},
    {"6to4 public", "2002:5db8:d822::1", "allowed"},
    {"Teredo with a loopback client", "2001:0:5db8:d822::80ff:fffe",
     "loopback inside an IPv6 address"},
    {"Teredo with a metadata server", "2001:0:a9fe:a9fe::a247:27dd",
     "link-local inside an IPv6 address"},
    {"beside Teredo", "2001:db8::1", "allowed"},
};

class AddressPolicyRows : public testing::TestWithParam<Row> {};

TEST_P(AddressPolicyRows, Verdict) {
  EXPECT_EQ(verdict(AddressPolicy{}, GetParam().address), GetParam().verdict) << GetParam().name;
}

std::string rowName(const testing::TestParamInfo<Row>& row) {
  std::string name = row.param.name;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Addresses, AddressPolicyRows, testing::ValuesIn(rows), rowName);

TEST(AddressPolicy, AllowedLoopbackIsAllowedInEveryForm) {
  AddressPolicy policy;
  policy.allowLoopback();
  EXPECT_EQ(verdict(policy, "127.0.0.1"), "allowed");
  EXPECT_EQ(verdict(policy, "::1"), "allowed");
  EXPECT_EQ(verdict(policy, "::ffff:127.0.0.1"), "allowed");
  EXPECT_EQ(verdict(policy, "169.254.169.254"), "link-local");
}

TEST(AddressPolicy, ConfiguredDenialWinsOverConfiguredAllowance) {
  AddressPolicy policy;
  policy.allow(*parseIpRange("10.0.0.0/8"));
  policy.deny(*parseIpRange("10.96.0.0/12"));
  EXPECT_EQ(verdict(policy, "10.96.0.1"), "denied by configuration");
  EXPECT_EQ(verdict(policy, "10.1.0.1"), "allowed");
  EXPECT_EQ(verdict(policy, "::ffff:10.96.0.1"), "denied by configuration inside an IPv6 address");
}

TEST(AddressPolicy, EveryAddressOfADeniedRangeIsDeniedAtEveryPrefixLength) {
  for (int length = 0; length <= 32; ++length) {
    const auto range = parseIpRange("203.0.113.77/" + std::to_string(length));
    ASSERT_TRUE(range);
    EXPECT_TRUE(range->contains(*parseIpAddress("203.0.113.77"))) << length;
    EXPECT_EQ(range->contains(*parseIpAddress("203.0.113.76")), length < 32) << length;
    EXPECT_EQ(range->contains(*parseIpAddress("75.0.113.77")), length == 0) << length;
    EXPECT_FALSE(range->contains(*parseIpAddress("::1"))) << length;
  }
}

TEST(IpText, OnlyCompleteFormsAreAddresses) {
  for (const char* text : {"", "127.1", "2130706433", "0x7f.0.0.1", "1.2.3.4.5", "1.2.3.256",
                           "1.2.3.4%eth0", "[::1]", ":::", "localhost", " 1.2.3.4", "1.2.3.4 "}) {
    EXPECT_FALSE(parseIpAddress(text)) << text;
  }
  EXPECT_FALSE(parseIpAddress(std::string_view("1.2.3.4\0x", 9)));
  EXPECT_EQ(format(*parseIpAddress("FD00:0:0::7")), "fd00::7");
  EXPECT_EQ(format(*parseIpAddress("10.0.0.7")), "10.0.0.7");
}

TEST(IpText, OnlyCompleteFormsAreRanges) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129", "name/8"}) {
    EXPECT_FALSE(parseIpRange(text)) << text;
  }
  EXPECT_EQ(parseIpRange("::1")->length, 128);
  EXPECT_EQ(parseIpRange("10.0.0.1")->length, 32);
}

}  // namespace
}  // namespace slipway::net
