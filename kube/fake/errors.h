#pragma once

#include <string>

#include "kube/client/api.h"
#include "kube/fake/schema.h"
#include "kube/types/object.h"

// The refusals of an API server, worded as it words them.
namespace slipway::kube::fake::errors {

ApiResult rejected(ApiError error);

ApiError notFound(const Resource& resource, const std::string& name);
ApiError notServed();  // the path itself is unknown
ApiError alreadyExists(const Resource& resource, const std::string& name);
ApiError conflict(const Resource& resource, const std::string& name, const std::string& why);
ApiError modified(const Resource& resource, const std::string& name);
ApiError invalid(const Resource& resource, const std::string& name, const FieldProblems& problems);
ApiError badRequest(const std::string& message);
ApiError forbidden(const Resource& resource, const std::string& name, const std::string& why);
ApiError expired(const std::string& message);
ApiError internal(const std::string& message);

}  // namespace slipway::kube::fake::errors
