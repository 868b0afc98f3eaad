-- What Lua programs do: calls, tables, strings, closures, metatables. Every part prints a number that depends on all of its work.
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print("fib", fib(24))

local seed = 42
local function random()
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed
end

local numbers = {}
for i = 1, 20000 do numbers[i] = random() % 100000 end
table.sort(numbers)
local sum = 0
for i = 1, #numbers, 7 do sum = (sum * 31 + numbers[i]) % 1000000007 end
table.sort(numbers, function(a, b) return a % 1000 < b % 1000 or (a % 1000 == b % 1000 and a < b) end)
print("sort", sum, numbers[1], numbers[#numbers])

local parts = {}
for i = 1, 5000 do parts[#parts + 1] = string.format("%05d:%s:%.3f", i, string.char(97 + i % 26), i / 7) end
local text = table.concat(parts, " ")
print("format", #text, text:sub(-20))

local words, digits = {}, 0
for number, letter, fraction in text:gmatch("(%d+):(%a):([%d.]+)") do
  words[letter] = (words[letter] or 0) + tonumber(number)
  digits = digits + #fraction
end
local replaced, count = text:gsub("(%d)5(%d)", "%2-%1")
print("gmatch", words.a, words.z, digits, count, #replaced, text:find("04999", 1, true))

local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
function Vector:length() return (self.x * self.x + self.y * self.y) ^ 0.5 end
local total = setmetatable({ x = 0, y = 0 }, Vector)
for i = 1, 60000 do total = total + setmetatable({ x = i % 13, y = i % 7 }, Vector) end
print("metatables", total.x, total.y, string.format("%.6f", total:length()), total == setmetatable({ x = total.x, y = total.y }, Vector))

local function sieve(limit)
  local composite, primes = {}, 0
  for i = 2, limit do
    if not composite[i] then
      primes = primes + 1
      for j = i * i, limit, i do composite[j] = true end
    end
  end
  return primes
end
print("sieve", sieve(200000))

local function counter() local n = 0 return function() n = n + 1 return n end end
local counters = {}
for i = 1, 100 do counters[i] = counter() end
local calls = 0
for i = 1, 100000 do calls = calls + counters[i % 100 + 1]() end
print("closures", calls)

local bytes = 0
for i = 1, #text do bytes = (bytes * 33 + text:byte(i)) & 0xFFFFFFFF end
print("bytes", bytes)
