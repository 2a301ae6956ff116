#pragma once

#include <string>
#include <string_view>

#include "base/value.h"

namespace slipway::crds {

// A revision is the canonical form of the declared template (nulls dropped, keys sorted, numbers as
// the API server prints them). Equality decides; the hash is only its name.

// SHA-256 of the canonical form: 64 lower-case hex digits.
std::string templateDigest(const Value& declaredTemplate);
// The same of a canonical text that was stored.
std::string textDigest(std::string_view canonicalText);

inline constexpr std::size_t kHashDigits = 10;
// The first digits of a digest; more than ten only when shorter names are taken by other templates.
std::string revisionHash(std::string_view digest, std::size_t digits = kHashDigits);

// The deterministic name of a revision's ReplicaSet: `<release>-<hash>`.
std::string replicaSetName(std::string_view release, std::string_view hash);
// The hash in such a name; empty when it is not one of this Release's.
std::string hashOfName(std::string_view release, std::string_view replicaSetName);

}  // namespace slipway::crds
