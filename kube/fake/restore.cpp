#include "kube/fake/restore.h"

#include <memory>
#include <utility>

#include "kube/fake/field_set.h"

namespace slipway::kube::fake {

void restore(State& state, const Resource& resource, const Value& object,
             const std::string& statusManager) {
  auto stored = std::make_shared<StoredObject>();
  stored->version = state.nextVersion();
  const Value& metadata = object["metadata"];
  stored->value =
      object.with("apiVersion", resource.apiVersion())
          .with("kind", resource.kind)
          .with("metadata", metadata.without("managedFields")
                                .with("resourceVersion", std::to_string(stored->version)));
  const auto type = state.type(resource.name());
  if (const Value* status = object.find("status"); status && type && type->custom) {
    stored->owners[{statusManager, true, "status"}] =
        fieldsOf(Value::object({{"status", *status}}), *type->schema);
  }
  ChangeRecord change;
  change.version = stored->version;
  change.resource = resource.name();
  change.key = {resource.namespaced ? std::string(metadata["namespace"].stringOr("")) : "",
                std::string(metadata["name"].stringOr(""))};
  change.before = state.find(change.resource, change.key);
  change.after = std::move(stored);
  state.commit(std::move(change));
}

}  // namespace slipway::kube::fake
