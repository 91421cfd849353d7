"""What Redis does with a conversation in one step. Lua, run inside Redis."""

from __future__ import annotations

from bot.gathered_redis import LuaScript

# The opening and the events after it, of one moment.
READ = LuaScript(
    """
local opening = redis.call('GET', KEYS[2])
local skipped = 0
if opening then
  local readable, document = pcall(cjson.decode, opening)
  if not readable or type(document) ~= 'table' or type(document['skipped']) ~= 'number' then return {opening} end
  skipped = document['skipped']
end
return {opening, redis.call('LLEN', KEYS[1]), redis.call('LRANGE', KEYS[1], skipped, -1)}
"""
)

# All or nothing: events go in only behind the events they were computed from, together with the turn's answer.
APPEND = LuaScript(
    """
local held = redis.call('LLEN', KEYS[1])
if held ~= tonumber(ARGV[1]) then return -1 end
for i = 6, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[3]) end
if ARGV[5] ~= '' then redis.call('SET', KEYS[3], ARGV[5]) end
redis.call('EXPIRE', KEYS[3], ARGV[2])
return held + #ARGV - 5
"""
)
