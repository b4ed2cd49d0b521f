-- Books: POST of the hold, then POST to where its answer leads, which confirms; one connection in each thread.
-- Arguments: a file with lines "path TAB cookie TAB body", the number of threads.
local ffi = require("ffi")
ffi.cdef([[ typedef struct { long seconds; long nanos; } moment; int clock_gettime(int clock, moment *now); ]])
local now = ffi.new("moment")
local threads = {}

local function microseconds()
  ffi.C.clock_gettime(1, now)
  return tonumber(now.seconds) * 1e6 + tonumber(now.nanos) / 1e3
end

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  people, used, errors, refused, holds, confirms = {}, 0, 0, 0, {}, {}
  local index, count = 0, tonumber(arguments[2])
  for line in io.lines(arguments[1]) do
    if index % count == number then
      local path, cookie, body = line:match("^([^\t]+)\t([^\t]+)\t(.*)$")
      if path then people[#people + 1] = { path = path, cookie = cookie, body = body } end
    end
    index = index + 1
  end
end

-- wrk may ask for a request twice: it only says what the state is, and the answer changes the state.
function request()
  local person = people[used + 1]
  if not person then
    if not ended then print("DONE") io.stdout:flush() end
    ended = true
    wrk.thread:stop()
    return wrk.format("GET", "/salud")
  end
  began = microseconds()
  return wrk.format("POST", target or person.path, {
    Cookie = person.cookie, ["Content-Type"] = "application/x-www-form-urlencoded",
  }, person.body)
end

function response(status, headers)
  local took = microseconds() - began
  if not people[used + 1] then return end
  local to = headers.Location or headers.location
  if status == 302 and to and not target then
    holds[#holds + 1] = string.format("[%d,1]", took)
    target = to
    return
  end
  if (status == 303 or status == 409) and not target then -- a refused hour leads to a page of its own
    refused = refused + 1
  elseif status == 302 and to and (to:find("^/mi%-turno/") or to:find("^/hecho/")) then
    confirms[#confirms + 1] = string.format("[%d,1]", took)
  else
    errors = errors + 1
  end
  used, target = used + 1, nil
end

local function all(name)
  local found = {}
  for _, thread in ipairs(threads) do
    for _, value in ipairs(thread:get(name)) do found[#found + 1] = value end
  end
  return table.concat(found, ",")
end

local function each(name)
  local found = {}
  for _, thread in ipairs(threads) do found[#found + 1] = string.format("%d", thread:get(name)) end
  return table.concat(found, ",")
end

function done(summary)
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format('JSON{"seconds":%.6f,"broken":%d,"used":[%s],"errors":[%s],"refused":[%s],"hold":[%s],"confirm":[%s]}',
    summary.duration / 1e6, broken, each("used"), each("errors"), each("refused"), all("holds"), all("confirms")))
end
