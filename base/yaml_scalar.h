#pragma once

#include <string>
#include <string_view>

#include "base/expected.h"
#include "base/value.h"

namespace slipway {

// A scalar as kubectl resolves it; the rules stand at parseYaml. The error is one line.
// `tag` is "?" for a plain scalar, "!" for a quoted one, else the full name of its explicit tag.
Expected<Value, std::string> resolveYamlScalar(std::string_view tag, std::string_view text);

// A resolved scalar as the key of an object; the error is one line.
Expected<std::string, std::string> yamlKey(const Value& scalar);

// Whether a plain scalar with that text could mean something else than that string to some YAML
// 1.1 or 1.2 parser: 1.0, yes, ~, 2026-01-02, 10:30, <<.
bool isAmbiguousInYaml(std::string_view text);

}  // namespace slipway
