#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "kube/client/decode.h"
#include "kube/client/split.h"

namespace slipway::kube {
namespace {

constexpr std::size_t kMaxCauses = 32;
constexpr std::size_t kCauseBytes = 512;
constexpr std::int64_t kMaxRetrySeconds = 3600;

// What Kubernetes calls these codes; for answers that are no Status.
std::string_view reasonOf(int code) {
  switch (code) {
    case 400:
      return "BadRequest";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 409:
      return "Conflict";
    case 410:
      return "Expired";
    case 413:
      return "RequestEntityTooLarge";
    case 415:
      return "UnsupportedMediaType";
    case 422:
      return "Invalid";
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalError";
    case 503:
      return "ServiceUnavailable";
    case 504:
      return "Timeout";
    default:
      return code < 400 ? "UnexpectedAnswer" : "Unknown";
  }
}

// A proxy's page as the words on it: tags out, runs of white space as one blank.
std::string wordsOf(std::string_view body) {
  const std::string clean = sanitizeUtf8(body.substr(0, 4096));
  const bool html = clean.find_first_not_of(' ') != std::string::npos &&
                    clean[clean.find_first_not_of(' ')] == '<';
  std::string words;
  bool tag = false;
  for (const char c : clean) {
    if (html && c == '<') tag = true;
    const bool blank = tag || c == ' ';
    if (html && c == '>') tag = false;
    if (!blank) {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

std::string causeText(const Value& cause) {
  const std::string_view field = cause["field"].stringOr("");
  const std::string_view message = cause["message"].stringOr("");
  const std::string text =
      field.empty() ? std::string(message) : std::string(field) + ": " + std::string(message);
  return truncateUtf8(sanitizeUtf8(text), kCauseBytes);
}

std::optional<Duration> seconds(std::int64_t count) {
  if (count <= 0) return std::nullopt;
  return std::chrono::seconds(std::min(count, kMaxRetrySeconds));
}

void readStatus(const Value& status, ApiError& error) {
  if (const auto reason = status["reason"].stringOr(""); !reason.empty())
    error.reason = truncateUtf8(sanitizeUtf8(reason), 128);
  if (const auto message = status["message"].stringOr(""); !message.empty())
    error.message = messageText(message);
  const Value& details = status["details"];
  if (!error.retryAfter)
    error.retryAfter = seconds(details["retryAfterSeconds"].asInt().value_or(0));
  for (const Value& cause : details["causes"].elements()) {
    if (error.causes.size() == kMaxCauses) break;
    error.causes.push_back(causeText(cause));
  }
}

std::string messageWithoutStatus(const net::Head& head, std::string_view body) {
  std::string message = "HTTP " + std::to_string(head.status);
  if (const auto location = head.header("Location"); head.status < 400 && !location.empty())
    return messageText(message + " redirects to " + std::string(location) +
                       ", which is not followed");
  const std::string words = wordsOf(body);
  if (!words.empty()) message += ": " + truncateUtf8(words, 512);
  return messageText(message);
}

}  // namespace

std::optional<Duration> retryAfterOf(const net::Head& head) {
  const std::string_view text = head.header("Retry-After");
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (problem == std::errc::result_out_of_range && !text.starts_with('-'))
    return seconds(kMaxRetrySeconds);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return seconds(count);
}

ApiError decodeError(const net::Head& head, std::string_view body) {
  ApiError error;
  error.code = head.status;
  error.reason = reasonOf(head.status);
  error.retryAfter = retryAfterOf(head);
  const auto parsed = parseJson(body, {64, kMaxObjectBytes, false});
  if (parsed && (*parsed)["kind"].stringOr("") == "Status") readStatus(*parsed, error);
  if (error.message.empty()) error.message = messageWithoutStatus(head, body);
  return error;
}

}  // namespace slipway::kube
