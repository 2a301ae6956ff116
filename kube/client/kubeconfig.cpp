#include <map>

#include "base/reader.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/client/config.h"
#include "kube/client/decode.h"

namespace slipway::kube {
namespace {

using Result = Expected<ClientConfig, std::string>;

// The entries of one kind, by name; of equal names the first one read counts.
struct Entry {
  Value value;
  std::string file;  // it was read from
  std::string path;  // inside the file: "users[2].user"
};
using Entries = std::map<std::string, Entry>;

struct Merged {
  std::string files;  // for messages
  std::string currentContext;
  Entries clusters;
  Entries users;
  Entries contexts;
};

std::string quoted(std::string_view name) {
  return "\"" + truncateUtf8(sanitizeUtf8(name), 128) + "\"";
}

std::string namesOf(const Entries& entries) {
  if (entries.empty()) return "none";
  std::string names;
  for (const auto& [name, entry] : entries) {
    names += (names.empty() ? "" : ", ") + quoted(name);
    if (names.size() > 400) return names + ", ...";
  }
  return names;
}

void collect(const Reader& list, std::string_view member, const std::string& file, Entries& into) {
  for (const Reader& element : list.elements()) {
    const Reader body = element[member];
    element["name"].require();
    into.emplace(element["name"].string(), Entry{body.value(), file, body.path()});
  }
}

// The error is one line without the file's name.
Expected<Done, std::string> mergeFile(const std::string& text, const std::string& file,
                                      Merged& merged) {
  const auto documents = parseYaml(text);
  if (!documents) return Unexpected{"is not YAML: " + messageText(documents.error().message)};
  if (documents->size() > 1) return Unexpected{std::string("holds more than one YAML document")};
  const Value document = documents->empty() ? Value() : documents->front();
  FieldErrors errors;
  const Reader root(document, errors);
  if (merged.currentContext.empty()) merged.currentContext = root["current-context"].string();
  collect(root["clusters"], "cluster", file, merged.clusters);
  collect(root["users"], "user", file, merged.users);
  collect(root["contexts"], "context", file, merged.contexts);
  if (!errors.empty()) return Unexpected{messageText(errors.front().text())};
  return Done{};
}

Expected<Merged, std::string> mergeFiles(const Files& files,
                                         const std::vector<std::string>& paths) {
  Merged merged;
  std::string unreadable;
  for (const auto& path : paths) {
    const auto text = files.read(path);
    if (!text) {
      unreadable += (unreadable.empty() ? "" : "; ") + text.error();
      continue;
    }
    if (auto done = mergeFile(*text, path, merged); !done)
      return Unexpected{"kubeconfig " + path + ": " + done.error()};
    merged.files += (merged.files.empty() ? "" : ":") + path;
  }
  if (merged.files.empty())
    return Unexpected{"no kubeconfig can be read: " +
                      (unreadable.empty() ? "no path is given" : unreadable)};
  return merged;
}

// Reads the fields of one entry; the first problem is kept, with file and field.
class Fields {
 public:
  explicit Fields(const Entry& entry)
      : entry_(entry), reader_(entry_.value, errors_, entry_.path) {}

  std::string text(std::string_view key) { return reader_[key].string(); }
  bool flag(std::string_view key) { return reader_[key].boolean(); }
  bool has(std::string_view key) { return reader_[key].present(); }

  // `key`-data holds it, else `key` names its file.
  CredentialSource credential(const std::string& key) {
    CredentialSource source;
    if (const Reader data = reader_[key + "-data"]; data.present()) {
      const auto decoded = base64Decode(data.string());
      if (!decoded || decoded->empty()) data.fail("is not base64");
      source.text = decoded.value_or("");
    } else {
      source.file = file(key);
    }
    return source;
  }
  // Relative paths start at the kubeconfig's folder.
  std::string file(std::string_view key) { return beside(text(key)); }
  ExecPlugin plugin(std::string_view key) {
    const Reader exec = reader_[key];
    ExecPlugin plugin;
    plugin.apiVersion = exec["apiVersion"].string();
    if (!plugin.apiVersion.starts_with("client.authentication.k8s.io/")) {
      exec["apiVersion"].fail("must be client.authentication.k8s.io/v1 (or v1beta1)");
    }
    if (!exec["command"].require()) return plugin;
    std::string command = exec["command"].string();
    // A bare name is looked for in PATH; a relative path starts at the kubeconfig's folder.
    if (command.find('/') != std::string::npos) command = beside(std::move(command));
    plugin.argv.push_back(std::move(command));
    for (const Reader& argument : exec["args"].elements()) {
      plugin.argv.push_back(argument.string());
    }
    for (const Reader& variable : exec["env"].elements()) {
      plugin.environment.emplace_back(variable["name"].string(), variable["value"].string());
    }
    plugin.interactive = exec["interactiveMode"].string("IfAvailable") != "Never";
    plugin.installHint = exec["installHint"].string();
    return plugin;
  }
  void refuse(std::string_view key, const std::string& problem) { reader_[key].fail(problem); }

  bool ok() const { return errors_.empty(); }
  std::string problem() const {
    return "kubeconfig " + entry_.file + ": " + messageText(errors_.front().text());
  }

 private:
  std::string beside(std::string path) const {
    if (path.empty() || path.starts_with('/')) return path;
    const auto slash = entry_.file.rfind('/');
    return slash == std::string::npos ? path : entry_.file.substr(0, slash + 1) + path;
  }

  const Entry& entry_;
  FieldErrors errors_;
  Reader reader_;
};

void readCluster(Fields& cluster, ClientConfig& config) {
  if (cluster.has("proxy-url")) cluster.refuse("proxy-url", "proxies are not supported yet");
  const auto address = parseServerUrl(cluster.text("server"));
  if (address) {
    config.endpoint = address->endpoint;
    config.pathPrefix = address->prefix;
  } else {
    cluster.refuse("server", quoted(cluster.text("server")) + " " + address.error());
  }
  config.ca = cluster.credential("certificate-authority");
  config.serverName = cluster.text("tls-server-name");
  config.insecureSkipVerify = cluster.flag("insecure-skip-tls-verify");
  if (config.insecureSkipVerify && !config.ca.empty())
    cluster.refuse("insecure-skip-tls-verify",
                   "contradicts the certificate-authority beside it: remove one of them");
}

void readUser(Fields& user, ClientConfig& config) {
  const char* const instead =
      "not supported yet: use a token (kubectl create token), a tokenFile or a client certificate";
  for (const char* key : {"auth-provider", "username", "as", "as-uid"})
    if (user.has(key)) user.refuse(key, instead);
  if (user.has("exec")) config.plugin = user.plugin("exec");
  config.token = {user.text("token"), user.file("tokenFile")};
  config.certificate = user.credential("client-certificate");
  config.key = user.credential("client-key");
  if (config.key.empty() && !config.certificate.empty())
    user.refuse("client-key", "is missing beside client-certificate");
  if (config.certificate.empty() && !config.key.empty())
    user.refuse("client-certificate", "is missing beside client-key");
}

std::string missing(const Merged& merged, const std::string& context, const std::string& what,
                    const std::string& name, const Entries& known) {
  return "kubeconfig " + merged.files + ": context " + quoted(context) + " names " + what + " " +
         quoted(name) + ", which is not in " + what + "s; known " + what + "s: " + namesOf(known);
}

Result assemble(const Merged& merged, const std::string& name, const Entry& context) {
  Fields names(context);
  const std::string clusterName = names.text("cluster");
  const std::string userName = names.text("user");
  ClientConfig config;
  if (const std::string ns = names.text("namespace"); !ns.empty()) config.ns = ns;
  if (!names.ok()) return Unexpected{names.problem()};
  const auto cluster = merged.clusters.find(clusterName);
  if (cluster == merged.clusters.end())
    return Unexpected{missing(merged, name, "cluster", clusterName, merged.clusters)};
  const auto user = merged.users.find(userName);
  if (user == merged.users.end() && !userName.empty())
    return Unexpected{missing(merged, name, "user", userName, merged.users)};

  config.origin = "kubeconfig " + merged.files + ", context " + name;
  config.user = userName.empty() ? "anonymous" : userName;
  Fields clusterFields(cluster->second);
  readCluster(clusterFields, config);
  if (!clusterFields.ok()) return Unexpected{clusterFields.problem()};
  if (user == merged.users.end()) return config;
  Fields userFields(user->second);
  readUser(userFields, config);
  if (!userFields.ok()) return Unexpected{userFields.problem()};
  return config;
}

}  // namespace

Result loadKubeconfig(const Files& files, const std::vector<std::string>& paths,
                      const std::string& context) {
  const auto merged = mergeFiles(files, paths);
  if (!merged) return Unexpected{merged.error()};
  const std::string& name = context.empty() ? merged->currentContext : context;
  if (name.empty())
    return Unexpected{
        "kubeconfig " + merged->files +
        ": has no current-context: pass --context, one of: " + namesOf(merged->contexts)};
  const auto entry = merged->contexts.find(name);
  if (entry == merged->contexts.end())
    return Unexpected{"kubeconfig " + merged->files + ": " +
                      (context.empty() ? "current-context" : "context") + " " + quoted(name) +
                      " is not in contexts; known contexts: " + namesOf(merged->contexts)};
  return assemble(*merged, name, entry->second);
}

}  // namespace slipway::kube
