#include "kube/client/decode.h"

#include "base/text.h"
#include "kube/client/split.h"

namespace slipway::kube {
namespace {

constexpr ParseOptions kParse{512, kMaxObjectBytes + 4096, true};  // and the event around it

ApiError undecodable(std::string_view why) {
  return localError(kUndecodable, why);
}

std::optional<WatchEventType> eventTypeOf(std::string_view type) {
  if (type == "ADDED") return WatchEventType::Added;
  if (type == "MODIFIED") return WatchEventType::Modified;
  if (type == "DELETED") return WatchEventType::Deleted;
  if (type == "BOOKMARK") return WatchEventType::Bookmark;
  return std::nullopt;
}

// The Status inside an ERROR event has its own code: the HTTP status was 200.
ApiError errorOfEvent(const Value& status) {
  net::Head head;
  head.status = static_cast<int>(status["code"].asInt().value_or(500));
  if (head.status < 400 || head.status > 599) head.status = 500;
  return decodeError(head, printJson(status));
}

Expected<WatchEvent, ApiError> decodeBookmark(const Value& object) {
  const Value& version = object["metadata"]["resourceVersion"];
  if (version.stringOr("").empty())
    return Unexpected{undecodable("a watch bookmark has no resourceVersion")};
  return WatchEvent{WatchEventType::Bookmark,
                    Value::object({{"metadata", Value::object({{"resourceVersion", version}})}})};
}

}  // namespace

std::string messageText(std::string_view foreign) {
  constexpr std::size_t kMessageBytes = 1024;
  // Sanitising can make text longer, cutting first keeps it cheap for megabytes.
  return truncateUtf8(sanitizeUtf8(foreign.substr(0, 2 * kMessageBytes)), kMessageBytes);
}

ApiError localError(std::string_view reason, std::string_view message) {
  ApiError error;
  error.reason = reason;
  error.message = messageText(message);
  return error;
}

Expected<WatchEvent, ApiError> decodeWatchLine(std::string_view line) {
  const auto parsed = parseJson(line, kParse);
  if (!parsed)
    return Unexpected{undecodable("a watch event is not JSON: " + parsed.error().message)};
  const std::string_view type = (*parsed)["type"].stringOr("");
  const Value& object = (*parsed)["object"];
  if (type == "ERROR") return Unexpected{errorOfEvent(object)};
  const auto known = eventTypeOf(type);
  if (!known)
    return Unexpected{
        undecodable("a watch event has the unknown type \"" + truncateUtf8(type, 64) + "\"")};
  if (!object.isObject()) return Unexpected{undecodable("a watch event has no object")};
  if (*known == WatchEventType::Bookmark) return decodeBookmark(object);
  return WatchEvent{*known, object};
}

Expected<Value, std::string> decodeObject(std::string_view text, const Resource& resource,
                                          bool bookkeeping) {
  ParseOptions options = kParse;
  options.skipBookkeeping = !bookkeeping;
  const auto parsed = parseJson(text, options);
  if (!parsed) return Unexpected{"the answer is not JSON: " + messageText(parsed.error().message)};
  if (!parsed->isObject()) return Unexpected{std::string("the answer is not a JSON object")};
  if (parsed->find("apiVersion") && parsed->find("kind")) return *parsed;
  Value::Members members = {{"apiVersion", resource.apiVersion()}, {"kind", resource.kind}};
  for (const auto& member : parsed->members())
    if (member.key != "apiVersion" && member.key != "kind") members.push_back(member);
  return Value::object(std::move(members));
}

Expected<ListResult, std::string> decodeListEnvelope(std::string_view text) {
  const auto parsed = parseJson(text, kParse);
  if (!parsed) return Unexpected{"the list is not JSON: " + messageText(parsed.error().message)};
  const Value& items = (*parsed)["items"];
  if (!items.isNull() && !(items.isArray() && items.elements().empty()))
    return Unexpected{std::string("the list's items are not an array")};
  const Value& metadata = (*parsed)["metadata"];
  ListResult result;
  result.ok = true;
  result.resourceVersion = metadata["resourceVersion"].stringOr("");
  result.continueToken = metadata["continue"].stringOr("");
  if (result.resourceVersion.empty())
    return Unexpected{std::string("the list has no metadata.resourceVersion")};
  return result;
}

}  // namespace slipway::kube
