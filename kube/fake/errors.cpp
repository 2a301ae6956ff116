#include "kube/fake/errors.h"

#include <algorithm>

#include "base/text.h"
#include "kube/fake/faults.h"

namespace slipway::kube::fake {
namespace {

constexpr std::size_t kMaxMessage = 1024;

const char* reasonOf(int code) {
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
      return "";
  }
}

const char* messageOf(int code) {
  switch (code) {
    case 409:
      return "Operation cannot be fulfilled: the object has been modified; please apply your "
             "changes to the latest version and try again";
    case 410:
      return "The resourceVersion for the provided watch is too old.";
    case 429:
      return "The apiserver is currently overloaded, please try again later";
    case 500:
      return "Internal error occurred";
    case 503:
      return "the server is currently unable to handle the request";
    case 504:
      return "Timeout: request did not complete within the allotted timeout";
    default:
      return "the server refused the request";
  }
}

}  // namespace

ApiError apiError(int code, const std::string& message) {
  ApiError error;
  error.code = code;
  error.reason = reasonOf(code);
  error.message = truncateUtf8(message.empty() ? messageOf(code) : message, kMaxMessage);
  return error;
}

Fault Fault::reject(int code, std::optional<Duration> retryAfter) {
  Fault fault{Kind::Reject, apiError(code), {}};
  fault.error.retryAfter = retryAfter;
  return fault;
}

Fault Fault::applyThenError(int code) {
  return {Kind::ApplyThenError, apiError(code), {}};
}

ListFault ListFault::reject(int code) {
  return {Kind::Reject, apiError(code), 0, {}};
}

namespace errors {

ApiResult rejected(ApiError error) {
  ApiResult result;
  result.outcome = Outcome::Rejected;
  result.error = std::move(error);
  return result;
}

ApiError notFound(const Resource& resource, const std::string& name) {
  return apiError(404, resource.name() + " \"" + name + "\" not found");
}

ApiError notServed() {
  return apiError(404, "the server could not find the requested resource");
}

ApiError alreadyExists(const Resource& resource, const std::string& name) {
  ApiError error = apiError(409, resource.name() + " \"" + name + "\" already exists");
  error.reason = "AlreadyExists";
  return error;
}

ApiError conflict(const Resource& resource, const std::string& name, const std::string& why) {
  return apiError(
      409, "Operation cannot be fulfilled on " + resource.name() + " \"" + name + "\": " + why);
}

ApiError modified(const Resource& resource, const std::string& name) {
  return conflict(resource, name,
                  "the object has been modified; please apply your changes to the latest version "
                  "and try again");
}

ApiError invalid(const Resource& resource, const std::string& name, const FieldProblems& problems) {
  std::string what;
  std::vector<std::string> causes;
  for (const auto& problem : problems) {
    const std::string text =
        problem.path.empty() ? problem.message : problem.path + ": " + problem.message;
    if (std::find(causes.begin(), causes.end(), text) != causes.end()) continue;
    what += (what.empty() ? "" : ", ") + text;
    causes.push_back(text);
  }
  if (causes.size() > 1) what = "[" + what + "]";
  const std::string kind =
      resource.group.empty() ? resource.kind : resource.kind + "." + resource.group;
  ApiError error = apiError(422, kind + " \"" + name + "\" is invalid: " + what);
  error.causes = std::move(causes);
  return error;
}

ApiError badRequest(const std::string& message) {
  return apiError(400, message);
}

ApiError forbidden(const Resource& resource, const std::string& name, const std::string& why) {
  return apiError(403, resource.name() + " \"" + name + "\" is forbidden: " + why);
}

ApiError expired(const std::string& message) {
  return apiError(410, message);
}

ApiError internal(const std::string& message) {
  return apiError(500, "Internal error occurred: " + message);
}

}  // namespace errors
}  // namespace slipway::kube::fake
