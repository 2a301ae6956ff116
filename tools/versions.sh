# The versions of everything built from Go modules; sourced by the scripts beside it.
GO_MIN_MINOR=26
GO_TOOLCHAIN=go1.26.8
KUBERNETES_VERSION=1.37.2
ETCD_VERSION=3.6.16
