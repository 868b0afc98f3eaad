-- What programs do with SQL: bulk inserts, look-ups by key, joins, groups, sorting, windows, text, recursion, updates under an index.
CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL, city INTEGER, salary REAL);
CREATE TABLE city(id INTEGER PRIMARY KEY, name TEXT UNIQUE, country TEXT);
CREATE TABLE visit(person INTEGER, city INTEGER, day INTEGER, note TEXT);

BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO city SELECT i, printf('city %03d', i * 7919 % 1000), substr('NLDEFRITESPTSEFIDKPL', i % 10 * 2 + 1, 2) FROM n;
WITH RECURSIVE n(i, seed) AS (SELECT 1, 42 UNION ALL SELECT i + 1, (seed * 1103515245 + 12345) % 2147483648 FROM n WHERE i < 12000)
INSERT INTO person SELECT i, printf('person %04X', seed % 65536), seed % 200 + 1, seed % 900000 / 10.0 FROM n;
WITH RECURSIVE n(i, seed) AS (SELECT 1, 7 UNION ALL SELECT i + 1, (seed * 1103515245 + 12345) % 2147483648 FROM n WHERE i < 24000)
INSERT INTO visit SELECT seed / 3 % 12000 + 1, seed / 7 % 200 + 1, seed % 365, CASE WHEN i % 5 = 0 THEN printf('%08x', seed) END FROM n;
CREATE INDEX visit_person ON visit(person, day);
CREATE INDEX person_city ON person(city);
COMMIT;

SELECT 'count', (SELECT count(*) FROM person), (SELECT count(*) FROM visit), (SELECT count(note) FROM visit);
SELECT 'group', country, count(*), printf('%.2f', avg(salary)), max(person.name) FROM person JOIN city ON city.id = person.city GROUP BY country ORDER BY country LIMIT 3;
SELECT 'join', count(*), sum(visit.day) FROM visit JOIN person ON person.id = visit.person WHERE person.city <> visit.city AND salary > 45000;
SELECT 'text', count(*), min(name) FROM person WHERE name LIKE '%AB%' OR upper(name) GLOB '*[0-4]F';
SELECT 'sort', group_concat(name, ',') FROM (SELECT name FROM person ORDER BY substr(name, 9), salary DESC LIMIT 5);
SELECT 'window', sum(rank * day % 1009) FROM (SELECT day, rank() OVER (PARTITION BY city ORDER BY day, person) AS rank FROM visit);
WITH RECURSIVE sieve(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM sieve WHERE n < 600)
SELECT 'primes', count(*) FROM sieve AS a WHERE NOT EXISTS (SELECT 1 FROM sieve AS b WHERE b.n * b.n <= a.n AND a.n % b.n = 0);
UPDATE person SET salary = salary * 1.05, city = (city + 17) % 200 + 1 WHERE id IN (SELECT person FROM visit WHERE day < 60);
DELETE FROM visit WHERE day % 7 = 3;
SELECT 'changed', printf('%.2f', sum(salary)), sum(city), (SELECT count(*) FROM visit) FROM person;
SELECT 'last', id, name, (SELECT max(day) FROM visit WHERE person = person.id) FROM person WHERE id % 3001 = 0;
