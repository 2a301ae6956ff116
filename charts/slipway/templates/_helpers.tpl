{{- define "slipway.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for what is appended to it. */}}
{{- define "slipway.fullname" -}}
{{- $name := include "slipway.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "slipway.selectorLabels" -}}
app.kubernetes.io/name: {{ include "slipway.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "slipway.ownLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{ include "slipway.selectorLabels" . }}
{{- end }}

{{/* The chart's own labels, then `more`, then commonLabels: of two with one name the first stays. */}}
{{- define "slipway.labelsAnd" -}}
{{- $own := include "slipway.ownLabels" .context | fromYaml }}
{{- merge $own .more .context.Values.commonLabels | toYaml }}
{{- end }}

{{- define "slipway.labels" -}}
{{- include "slipway.labelsAnd" (dict "context" . "more" dict) }}
{{- end }}

{{- define "slipway.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "slipway.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- define "slipway.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion }}
{{- printf "%s:%s" .Values.image.repository $tag }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "slipway.metricsService" -}}
{{- include "slipway.fullname" . }}-metrics
{{- end }}

{{/* Tells the operator's series from those of other programs that have metrics of the same names. */}}
{{- define "slipway.series" -}}
namespace="{{ .Release.Namespace }}",job="{{ include "slipway.metricsService" . }}"
{{- end }}

{{/* What the restricted Pod Security Standard asks for, and a filesystem that cannot be written. */}}
{{- define "slipway.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "slipway.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "slipway.subjects" -}}
- kind: ServiceAccount
  name: {{ include "slipway.serviceAccountName" . | quote }}
  namespace: {{ .Release.Namespace | quote }}
{{- end }}

{{/* The operator would refuse these, too, but only once it is started. */}}
{{- define "slipway.checkLease" -}}
{{- with .Values.operator }}
{{- if ge (int .retryPeriodSeconds) (int .renewDeadlineSeconds) }}
{{- fail (printf "operator.retryPeriodSeconds (%d) must be below operator.renewDeadlineSeconds (%d)" (int .retryPeriodSeconds) (int .renewDeadlineSeconds)) }}
{{- end }}
{{- if ge (int .renewDeadlineSeconds) (int .leaseDurationSeconds) }}
{{- fail (printf "operator.renewDeadlineSeconds (%d) must be below operator.leaseDurationSeconds (%d)" (int .renewDeadlineSeconds) (int .leaseDurationSeconds)) }}
{{- end }}
{{- end }}
{{- end }}
