#include "net/http_answer.h"

#include <array>
#include <ctime>

namespace slipway::net {
namespace {

struct Reason {
  int status;
  const char* phrase;
};

constexpr Reason reasons[] = {
    {200, "OK"},
    {204, "No Content"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {413, "Payload Too Large"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

// The phrase is for people; an unlisted status does without, as RFC 9112 allows.
const char* phraseOf(int status) {
  for (const Reason& reason : reasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "";
}

std::string httpDate() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  return {text.data(),
          std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

std::string render(const HttpAnswer& answer) {
  const Page& page = answer.page;
  std::string text = "HTTP/1.1 " + std::to_string(page.status) + " " + phraseOf(page.status) +
                     "\r\nDate: " + httpDate() + "\r\nContent-Type: " + page.contentType +
                     "\r\nContent-Length: " + std::to_string(page.body.size()) +
                     "\r\nX-Content-Type-Options: nosniff\r\n";
  if (page.status == 405) text += "Allow: GET, HEAD\r\n";
  if (!answer.keepAlive) text += "Connection: close\r\n";
  if (answer.keepAlive && answer.http10) text += "Connection: keep-alive\r\n";
  text += "\r\n";
  if (!answer.headOnly) text += page.body;
  return text;
}

Page plainPage(int status) {
  Page page;
  page.status = status;
  page.body = std::string(phraseOf(status)) + "\n";
  return page;
}

std::optional<std::string> pathOfTarget(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto end = target.find_first_of("/?");
    target = end == std::string_view::npos || target[end] == '?' ? "/" : target.substr(end);
    break;
  }
  target = target.substr(0, target.find('?'));
  if (!target.starts_with('/')) return std::nullopt;
  return std::string(target);
}

}  // namespace slipway::net
