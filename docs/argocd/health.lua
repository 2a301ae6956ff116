-- What Argo CD makes of a Release, a Rollback or an Approval: the three tell their state in the
-- same way. Argo CD sets `obj` and takes the table that is returned; nothing of Lua's library is used.
local hs = {status = "Progressing", message = "waiting for Slipway to look at it"}
local status = obj.status
local generation = obj.metadata.generation or 0

if obj.metadata.deletionTimestamp ~= nil then
  hs.message = "being deleted"
  return hs
end
-- A status from before the last change says nothing about it.
if status == nil or status.conditions == nil or (status.observedGeneration or -1) < generation then
  return hs
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition.status == "True"
end
if status.message ~= nil and status.message ~= "" then
  hs.message = status.message
end

if conditions["Stalled"] then
  hs.status = "Degraded"
elseif conditions["Ready"] then
  hs.status = "Healthy"
elseif conditions["Paused"] then
  hs.status = "Suspended"
elseif status.waiting ~= nil and status.waiting.reason == "Promotion" then
  -- A step that somebody has to promote; a pause that ends by itself is Progressing.
  hs.status = "Suspended"
end
return hs
