#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/expected.h"
#include "base/files.h"
#include "net/tls.h"
#include "net/transport.h"

namespace slipway::kube {

// A credential: its text, or the file to read it from, again and again. Both empty: none.
struct CredentialSource {
  std::string text;
  std::string file;
  bool empty() const { return text.empty() && file.empty(); }
  friend bool operator==(const CredentialSource&, const CredentialSource&) = default;
};

// A command that prints credentials (client.authentication.k8s.io), as cloud providers have one.
struct ExecPlugin {
  std::string apiVersion;
  std::vector<std::string> argv;  // a path with a slash in it is absolute
  std::vector<std::pair<std::string, std::string>> environment;  // beside our own
  bool interactive = true;  // may ask whoever sits at the terminal
  std::string installHint;  // for people, when there is no such command
  friend bool operator==(const ExecPlugin&, const ExecPlugin&) = default;
};

// How to reach one API server, and as whom.
struct ClientConfig {
  net::Endpoint endpoint;
  std::string pathPrefix;  // of the server's URL, "" or "/k8s/c-1"
  CredentialSource ca;     // PEM
  CredentialSource certificate;
  CredentialSource key;
  CredentialSource token;
  std::optional<ExecPlugin> plugin;  // has the credentials; then none of them stands here
  std::string serverName;            // to verify instead of the endpoint's host
  bool insecureSkipVerify = false;
  std::string ns = "default";
  std::string user;    // for messages: "admin", "system:serviceaccount:ops:slipway"
  std::string origin;  // for messages: "kubeconfig /x, context a"

  std::string url() const;
};

// What of the process's environment matters here; all may be empty.
struct ClientEnvironment {
  std::string kubeconfig;   // KUBECONFIG, a list of paths with colons
  std::string home;         // HOME
  std::string serviceHost;  // KUBERNETES_SERVICE_HOST
  std::string servicePort;  // KUBERNETES_SERVICE_PORT
};

// Every error below is one line that names the file, the entry and the field, and what to do.

// Merges the files as kubectl does: of entries with one name the first counts; paths in a file are
// relative to it. With several paths, unreadable ones are skipped. context: empty for the current.
Expected<ClientConfig, std::string> loadKubeconfig(const Files& files,
                                                   const std::vector<std::string>& paths,
                                                   const std::string& context);

// What a plugin is told in KUBERNETES_EXEC_INFO. terminal: somebody sits at one.
std::string execInfo(const ExecPlugin& plugin, bool terminal);
// Puts what config.plugin printed where credentials stand.
Expected<Done, std::string> readExecCredential(std::string_view printed, ClientConfig& config);

// From a pod's service account.
Expected<ClientConfig, std::string> loadInCluster(const Files& files,
                                                  const ClientEnvironment& environment);

// Where kubectl would look: the path given, else KUBECONFIG, else the pod's service account, else
// ~/.kube/config.
Expected<ClientConfig, std::string> loadClientConfig(const Files& files,
                                                     const ClientEnvironment& environment,
                                                     const std::string& path,
                                                     const std::string& context);

// Reads what the config names. Without a CA of its own the system's bundle is trusted.
Expected<net::TlsMaterial, std::string> loadTls(const Files& files, const ClientConfig& config);
// The bearer token, without white space around it; empty when none is configured.
Expected<std::string, std::string> loadToken(const Files& files, const ClientConfig& config);

// Where a server URL leads: "https://host:6443/prefix".
struct ServerAddress {
  net::Endpoint endpoint;
  std::string prefix;
};
Expected<ServerAddress, std::string> parseServerUrl(std::string_view url);

// The subject inside a JSON web token, for messages only (nothing is verified); else empty.
std::string subjectOfToken(std::string_view token);

}  // namespace slipway::kube
