-- Reads pages, each connection one after the other. Arguments: a file with lines "path TAB cookie".
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  pages = {}
  for line in io.lines(arguments[1]) do
    local path, cookie = line:match("^([^\t]+)\t(.*)$")
    pages[#pages + 1] = wrk.format("GET", path, { Cookie = cookie })
  end
  math.randomseed(os.time() + 7919 * number)
end

function request()
  return pages[math.random(#pages)]
end

function done(summary, latency)
  local times = {}
  for index = 1, #latency do
    local value, count = latency(index)
    times[#times + 1] = string.format("[%d,%d]", value, count)
  end
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  print(string.format('JSON{"seconds":%.6f,"requests":%d,"errors":%d,"read":[%s]}',
    summary.duration / 1e6, summary.requests, errors, table.concat(times, ",")))
end
