-- People who all want a turno at one agency: each looks at a day, takes an hour that the page offers, confirms it; when
-- another was quicker, takes another hour of the page that says so, then another day, until no day has any.
-- Arguments: the people, the days, the number of threads.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  people, days, index, errors, taken, lost, gone = {}, {}, 0, 0, 0, 0, 0
  local at, count = 0, tonumber(arguments[3])
  for line in io.lines(arguments[1]) do
    if at % count == number then
      local path, cookie, body = line:match("^([^\t]+)\t([^\t]+)\t(.*)$")
      if path then people[#people + 1] = { path = path, cookie = cookie, body = body } end
    end
    at = at + 1
  end
  for line in io.lines(arguments[2]) do days[#days + 1] = line end
  math.randomseed(os.time() + 7919 * number)
end

local function begin()
  index = index + 1
  person = people[index]
  step = "look"
  if not person then return end
  person.days = {}
  for position, day in ipairs(days) do table.insert(person.days, math.random(position), day) end
end

-- wrk may ask for a request twice: it only says what the state is, and the answer changes the state.
function request()
  if index == 0 then begin() end
  if not person then
    if not ended then print("DONE") io.stdout:flush() end
    ended = true
    wrk.thread:stop()
    return wrk.format("GET", "/salud")
  end
  local headers = { Cookie = person.cookie }
  if step == "look" then
    return wrk.format("GET", person.path .. "dia/?dia=" .. person.days[1], headers)
  end
  if step == "review" or step == "taken" then
    return wrk.format("GET", target, headers)
  end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", target, headers, person.body .. (read and "&leido=" .. read or ""))
end

local function choose(body)
  local hours = {}
  for path in body:gmatch('href="(/turnos/%x+/hora/%d+/)') do hours[#hours + 1] = path end
  if #hours > 0 then
    step, target = "hold", hours[math.random(#hours)]
    return
  end
  table.remove(person.days, 1)
  step = "look"
  if #person.days == 0 then
    gone = gone + 1
    begin()
  end
end

function response(status, headers, body)
  if not person then return end
  local to = headers.Location or headers.location
  if step == "look" and status == 200 then
    choose(body)
  elseif step == "hold" and status == 302 then
    step, target, read = "review", to, nil
  elseif step == "review" and status == 200 then
    step, read = "confirm", body:match('name="leido" value="(%x+)"')
  elseif step == "hold" and status == 303 then
    step, target = "taken", to -- the page that says so has an address of its own
  elseif step == "taken" and status == 409 then
    lost = lost + 1
    choose(body)
  else
    if step == "confirm" and status == 302 then taken = taken + 1 else errors = errors + 1 end
    begin()
  end
end

local function total(name)
  local sum = 0
  for _, thread in ipairs(threads) do sum = sum + thread:get(name) end
  return sum
end

function done(summary)
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format('JSON{"seconds":%.6f,"requests":%d,"taken":%d,"refused":%d,"quicker":%d,"errors":%d}',
    summary.duration / 1e6, summary.requests, total("taken"), total("gone"), total("lost"), total("errors") + broken))
end
