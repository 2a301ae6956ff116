#include "net/probe_request.h"

#include <gtest/gtest.h>

namespace slipway::net {
namespace {

ProbeRequest request() {
  ProbeRequest request;
  request.host = "web.shop";
  request.port = 8080;
  request.target = "/healthz?full=1";
  return request;
}

std::string rendered(const ProbeRequest& request) {
  const auto text = renderProbeRequest(request);
  return text ? *text : text.error();
}

TEST(ProbeRequestText, SaysWhoAsksAndThatTheConnectionEnds) {
  EXPECT_EQ(rendered(request()),
            "GET /healthz?full=1 HTTP/1.1\r\n"
            "Host: web.shop:8080\r\n"
            "User-Agent: slipway\r\n"
            "Accept: */*\r\n"
            "Connection: close\r\n"
            "\r\n");
}

TEST(ProbeRequestText, UsualPortsStayOutOfHostAndIPv6IsBracketed) {
  ProbeRequest r = request();
  r.port = 80;
  EXPECT_NE(rendered(r).find("Host: web.shop\r\n"), std::string::npos);
  r.scheme = "https";
  EXPECT_NE(rendered(r).find("Host: web.shop:80\r\n"), std::string::npos);
  r.port = 443;
  r.host = "fd00::7";
  EXPECT_NE(rendered(r).find("Host: [fd00::7]\r\n"), std::string::npos);
}

TEST(ProbeRequestText, CarriesBodyAndHeaders) {
  ProbeRequest r = request();
  r.method = "POST";
  r.headers = {{"Content-Type", "application/json"}, {"User-Agent", "mine"}, {"HOST", "other"}};
  r.body = "{}";
  const std::string text = rendered(r);
  EXPECT_NE(text.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(text.find("HOST: other\r\n"), std::string::npos);
  EXPECT_EQ(text.find("Host: web.shop"), std::string::npos);
  EXPECT_EQ(text.find("slipway"), std::string::npos);
  EXPECT_TRUE(text.ends_with("Content-Length: 2\r\n\r\n{}"));
}

TEST(ProbeRequestText, PostWithoutBodySaysSo) {
  ProbeRequest r = request();
  r.method = "POST";
  EXPECT_NE(rendered(r).find("Content-Length: 0\r\n"), std::string::npos);
}

struct BadRow {
  const char* name;
  void (*spoil)(ProbeRequest&);
  const char* problem;
};
void PrintTo(const BadRow& row, std::ostream* out) {
  *out << row.name;
}

const BadRow badRows[] = {
    {"line_break_in_target", [](ProbeRequest& r) { r.target = "/a\r\nX: y"; }, "target"},
    {"space_in_target", [](ProbeRequest& r) { r.target = "/a b"; }, "target"},
    {"empty_target", [](ProbeRequest& r) { r.target = ""; }, "target"},
    {"absolute_target", [](ProbeRequest& r) { r.target = "http://x/"; }, "target"},
    {"unencoded_unicode_in_target", [](ProbeRequest& r) { r.target = "/\xc3\xa9"; }, "target"},
    {"unknown_scheme", [](ProbeRequest& r) { r.scheme = "file"; }, "scheme"},
    {"empty_host", [](ProbeRequest& r) { r.host = ""; }, "host"},
    {"line_break_in_host", [](ProbeRequest& r) { r.host = "a\r\nb"; }, "host"},
    {"user_in_host", [](ProbeRequest& r) { r.host = "me@web"; }, "host"},
    {"bracketed_host", [](ProbeRequest& r) { r.host = "[::1]"; }, "host"},
    {"port_zero", [](ProbeRequest& r) { r.port = 0; }, "port"},
    {"method_with_space", [](ProbeRequest& r) { r.method = "GET /x"; }, "method"},
    {"tunnel", [](ProbeRequest& r) { r.method = "CONNECT"; }, "method"},
    {"header_name_with_colon", [](ProbeRequest& r) { r.headers = {{"a:b", "c"}}; }, "header name"},
    {"empty_header_name", [](ProbeRequest& r) { r.headers = {{"", "c"}}; }, "header name"},
    {"line_break_in_header", [](ProbeRequest& r) { r.headers = {{"a", "b\r\nc: d"}}; }, "header a"},
    {"nul_in_header", [](ProbeRequest& r) { r.headers = {{"a", std::string("b\0c", 3)}}; },
     "header a"},
    {"own_length", [](ProbeRequest& r) { r.headers = {{"content-length", "9"}}; },
     "content-length cannot be set"},
    {"own_framing", [](ProbeRequest& r) { r.headers = {{"Transfer-Encoding", "chunked"}}; },
     "Transfer-Encoding cannot be set"},
    {"own_connection", [](ProbeRequest& r) { r.headers = {{"Connection", "keep-alive"}}; },
     "Connection cannot be set"},
};

class BadProbeRequest : public testing::TestWithParam<BadRow> {};

TEST_P(BadProbeRequest, IsRefusedWithItsReason) {
  ProbeRequest r = request();
  GetParam().spoil(r);
  const auto text = renderProbeRequest(r);
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().find(GetParam().problem), std::string::npos) << text.error();
  EXPECT_EQ(text.error().find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Rows, BadProbeRequest, testing::ValuesIn(badRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace slipway::net
