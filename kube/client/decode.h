#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "kube/client/api.h"
#include "net/transport.h"

namespace slipway::kube {

// Answers as values, without IO. Foreign text in messages is valid UTF-8, on one line, bounded.

constexpr std::string_view kUndecodable = "Undecodable";  // ApiError::reason, with code 0

// One line of a watch. The error is either what the server reports inside its HTTP 200 (an ERROR
// event, for example 410 Expired), or Undecodable: the line is no event.
Expected<WatchEvent, ApiError> decodeWatchLine(std::string_view line);

// One object of an answer or a list, without bookkeeping unless that is asked for. Lists leave
// apiVersion and kind out of their items: they are filled in from the resource.
Expected<Value, std::string> decodeObject(std::string_view text, const Resource& resource,
                                          bool bookkeeping = false);

// The list around its items. Refuses one that still has items inside, or no resourceVersion.
Expected<ListResult, std::string> decodeListEnvelope(std::string_view text);

// An answer that is not 2xx: a metav1.Status, or whatever a proxy on the way said instead.
ApiError decodeError(const net::Head& head, std::string_view body);

// An error that no server reported.
ApiError localError(std::string_view reason, std::string_view message);

// Seconds of the Retry-After header; nullopt when absent, negative or a date.
std::optional<Duration> retryAfterOf(const net::Head& head);

// Foreign text as a message: one line of valid UTF-8, at most 1 KiB.
std::string messageText(std::string_view foreign);

}  // namespace slipway::kube
