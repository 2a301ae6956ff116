#include <algorithm>

#include "base/value_detail.h"

namespace slipway {

namespace {

using Segments = std::vector<std::string>;
using Result = Expected<Value, PatchError>;
using Kind = PatchError::Kind;

Unexpected<PatchError> error(Kind kind, std::string message) {
  return Unexpected{PatchError{kind, std::move(message)}};
}

// One operation, checked for form.
struct Operation {
  std::string name;
  std::string path;
  std::string from;
  Segments segments;
  Segments fromSegments;
  Value value;
  std::string text() const { return name + " " + (path.empty() ? "(the whole document)" : path); }
};

Expected<Segments, PatchError> readPointer(const Value& entry, std::string_view key,
                                           std::string& text, const std::string& where) {
  const auto pointer = entry[key].asString();
  if (!pointer) return error(Kind::Malformed, where + ": \"" + std::string(key) + "\" is missing");
  text = *pointer;
  auto segments = detail::pointerSegments(*pointer);
  if (!segments) return error(Kind::Malformed, where + ": \"" + text + "\" is not a JSON pointer");
  return std::move(*segments);
}

Expected<Operation, PatchError> readOperation(const Value& entry, std::size_t index) {
  const std::string where = "operation " + std::to_string(index);
  if (!entry.isObject()) return error(Kind::Malformed, where + " is not an object");
  Operation op;
  op.name = std::string(entry["op"].stringOr(""));
  auto segments = readPointer(entry, "path", op.path, where);
  if (!segments) return Unexpected{segments.error()};
  op.segments = std::move(*segments);

  if (op.name == "add" || op.name == "replace" || op.name == "test") {
    const Value* value = entry.find("value");
    if (value == nullptr) return error(Kind::Malformed, where + ": \"value\" is missing");
    op.value = *value;
  } else if (op.name == "move" || op.name == "copy") {
    auto from = readPointer(entry, "from", op.from, where);
    if (!from) return Unexpected{from.error()};
    op.fromSegments = std::move(*from);
  } else if (op.name != "remove") {
    return error(Kind::Malformed, where + ": unknown op \"" + op.name + "\"");
  }
  return op;
}

enum class Edit : std::uint8_t { Add, Replace, Remove };

// The parent with its child edited; nullopt when the child, or a place for it, does not exist.
std::optional<Value> editChild(const Value& parent, const std::string& segment, Edit edit,
                               const Value& value) {
  if (parent.isObject()) {
    if (edit != Edit::Add && parent.find(segment) == nullptr) return std::nullopt;
    return edit == Edit::Remove ? parent.without(segment) : parent.with(segment, value);
  }
  if (!parent.isArray()) return std::nullopt;
  Value::Elements elements = parent.elements();
  const auto index = edit == Edit::Add && segment == "-" ? std::optional(elements.size())
                                                         : detail::arrayIndex(segment);
  const std::size_t limit = edit == Edit::Add ? elements.size() + 1 : elements.size();
  if (!index || *index >= limit) return std::nullopt;
  const auto at = elements.begin() + static_cast<std::ptrdiff_t>(*index);
  if (edit == Edit::Add) elements.insert(at, value);
  if (edit == Edit::Replace) *at = value;
  if (edit == Edit::Remove) elements.erase(at);
  return Value::array(std::move(elements));
}

const Value* find(const Value& document, const Segments& segments) {
  const Value* value = &document;
  for (const std::string& segment : segments) {
    value = detail::child(*value, segment);
    if (value == nullptr) return nullptr;
  }
  return value;
}

// Edits the child at `segments` and rebuilds its parents.
Result editAt(const Value& document, const Segments& segments, Edit edit, Value value,
              const std::string& what) {
  if (segments.empty()) return edit == Edit::Remove ? Value() : value;
  std::vector<const Value*> chain{&document};
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    const Value* next = detail::child(*chain.back(), segments[i]);
    if (next == nullptr) return error(Kind::PathMissing, what + ": no such path");
    chain.push_back(next);
  }
  for (std::size_t i = segments.size(); i-- > 0;) {
    auto edited = editChild(*chain[i], segments[i], edit, value);
    if (!edited) return error(Kind::PathMissing, what + ": no such path");
    value = std::move(*edited);
    edit = Edit::Replace;
  }
  return value;
}

Result applyMove(const Value& document, const Operation& op, const Value& moved) {
  if (op.from == op.path) return document;
  if (op.path.starts_with(op.from + "/")) {
    return error(Kind::Malformed, op.text() + ": cannot move " + op.from + " into itself");
  }
  auto without = editAt(document, op.fromSegments, Edit::Remove, {}, op.text());
  if (!without) return without;
  return editAt(*without, op.segments, Edit::Add, moved, op.text());
}

Result applyOperation(const Value& document, const Operation& op) {
  if (op.name == "add") return editAt(document, op.segments, Edit::Add, op.value, op.text());
  if (op.name == "replace")
    return editAt(document, op.segments, Edit::Replace, op.value, op.text());
  if (op.name == "remove") return editAt(document, op.segments, Edit::Remove, {}, op.text());
  if (op.name == "test") {
    const Value* found = find(document, op.segments);
    if (found == nullptr) return error(Kind::PathMissing, op.text() + ": no such path");
    if (detail::equal(*found, op.value, detail::Numbers::ByValue)) return document;
    return error(Kind::TestFailed, op.text() + ": the value is another one");
  }
  const Value* source = find(document, op.fromSegments);
  if (source == nullptr) {
    return error(Kind::PathMissing, op.text() + ": nothing at " + op.from);
  }
  const Value taken = *source;
  if (op.name == "move") return applyMove(document, op, taken);
  return editAt(document, op.segments, Edit::Add, taken, op.text());
}

// A merge of two objects that is under way.
struct Merge {
  Value::Members target;
  const Value* patch;
  std::size_t next = 0;
};

}  // namespace

Expected<Value, PatchError> applyJsonPatch(const Value& document, const Value& patch) {
  if (!patch.isArray()) return error(Kind::Malformed, "a JSON patch is an array of operations");
  std::vector<Operation> operations;
  for (std::size_t i = 0; i < patch.elements().size(); ++i) {
    auto op = readOperation(patch.elements()[i], i);
    if (!op) return Unexpected{op.error()};
    operations.push_back(std::move(*op));
  }
  Value current = document;
  for (const Operation& op : operations) {
    auto next = applyOperation(current, op);
    if (!next) return next;
    current = std::move(*next);
  }
  return current;
}

Value applyMergePatch(const Value& document, const Value& patch) {
  if (!patch.isObject()) return patch;
  std::vector<Merge> stack{{document.members(), &patch}};
  for (;;) {
    Merge& merge = stack.back();
    if (merge.next < merge.patch->members().size()) {
      const auto& [key, value] = merge.patch->members()[merge.next++];
      auto same = std::ranges::find(merge.target, key, &Value::Member::key);
      if (value.isNull()) {
        if (same != merge.target.end()) merge.target.erase(same);
        continue;
      }
      if (same == merge.target.end()) same = merge.target.insert(same, {key, Value()});
      if (value.isObject()) {
        stack.push_back({same->value.members(), &value});
      } else {
        same->value = value;
      }
      continue;
    }
    Value merged = Value::object(std::move(merge.target));
    stack.pop_back();
    if (stack.empty()) return merged;
    Merge& outer = stack.back();
    const std::string& key = outer.patch->members()[outer.next - 1].key;
    std::ranges::find(outer.target, key, &Value::Member::key)->value = std::move(merged);
  }
}

}  // namespace slipway
