// The standard containers and algorithms, templates, virtual calls, dynamic_cast, lambdas in std::function, smart pointers, variants.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

struct Shape {
    virtual ~Shape() { destroyed++; }
    virtual double area() const = 0;
    static int destroyed;
};
int Shape::destroyed = 0;
struct Circle final : Shape {
    double r;
    explicit Circle(double radius) : r(radius) {}
    double area() const override { return 3.141592653589793 * r * r; }
};
struct Named { virtual ~Named() = default; virtual std::string name() const = 0; };
struct Square : Shape, Named {
    double side;
    explicit Square(double s) : side(s) {}
    double area() const override { return side * side; }
    std::string name() const override { return "square-" + std::to_string(static_cast<int>(side)); }
};

int main() {
    std::uint32_t state = 99;
    auto next = [&state] { return state = state * 1664525u + 1013904223u; };

    std::vector<std::uint32_t> numbers(10000);
    std::generate(numbers.begin(), numbers.end(), next);
    auto copy = numbers;
    std::sort(numbers.begin(), numbers.end());
    std::stable_sort(copy.begin(), copy.end(), [](auto a, auto b) { return (a & 255) < (b & 255); });
    std::printf("%u %u %d %llu\n", numbers.front(), copy.front(), std::is_sorted(numbers.begin(), numbers.end()),
        static_cast<unsigned long long>(std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0})));

    std::map<std::string, int> tree;
    std::unordered_map<std::string, std::vector<int>> hashed;
    for (int i = 0; i < 3000; i++) {
        std::string key = "key" + std::to_string(next() % 500);
        tree[key] += i;
        hashed[key].push_back(i);
    }
    bool same = tree.size() == hashed.size();
    for (auto &[key, list] : hashed) same &= std::accumulate(list.begin(), list.end(), 0) == tree.at(key);
    std::printf("%zu %d %s=%d\n", tree.size(), same, tree.begin()->first.c_str(), tree.rbegin()->second);

    std::set<int> primes;
    for (int i = 2; i < 2000; i++)
        if (std::none_of(primes.begin(), primes.upper_bound(45), [i](int p) { return i % p == 0 && i != p; })) primes.insert(i);
    std::printf("%zu %d\n", primes.size(), *primes.rbegin());

    std::priority_queue<int, std::vector<int>, std::greater<>> heap;
    std::deque<int> both;
    std::list<std::string> names{"delta", "alpha", "charlie", "bravo"};
    for (int i = 0; i < 1000; i++) {
        heap.push(static_cast<int>(next() >> 8));
        (i & 1) ? both.push_back(i) : both.push_front(i);
    }
    names.sort();
    int smallest = heap.top();
    while (heap.size() > 1) heap.pop();
    std::printf("%d %d %d %d %s %s\n", smallest, heap.top(), both.front(), both.back(), names.front().c_str(), names.back().c_str());

    {
        std::vector<std::unique_ptr<Shape>> shapes;
        for (int i = 1; i <= 6; i++)
            if (i % 2) shapes.push_back(std::make_unique<Circle>(i));
            else shapes.push_back(std::make_unique<Square>(i));
        for (auto &shape : shapes)
            if (auto *named = dynamic_cast<Named *>(shape.get())) std::printf("%s ", named->name().c_str());
        double total = 0;
        for (auto &shape : shapes) total += shape->area();
        std::printf("%.6f %d\n", total, dynamic_cast<Circle *>(shapes[0].get()) != nullptr);
    }
    std::printf("destroyed %d\n", Shape::destroyed);

    std::function<std::uint64_t(int)> fibonacci = [memo = std::map<int, std::uint64_t>{}, &fibonacci](int n) mutable -> std::uint64_t {
        if (n < 2) return n;
        if (auto found = memo.find(n); found != memo.end()) return found->second;
        std::uint64_t value = fibonacci(n - 1) + fibonacci(n - 2);
        memo[n] = value;
        return value;
    };
    std::printf("%llu\n", static_cast<unsigned long long>(fibonacci(90)));

    std::variant<int, std::string, double> value = std::string("text");
    std::string seen;
    auto visitor = [&seen](const auto &v) {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>) seen += v;
        else seen += std::to_string(v);
    };
    std::visit(visitor, value);
    value = 7;
    std::visit(visitor, value);
    std::optional<int> empty;
    auto shared = std::make_shared<int>(5);
    std::weak_ptr<int> weak = shared;
    shared.reset();
    std::printf("%s %d %d\n", seen.c_str(), empty.value_or(-1), weak.expired());
    return 0;
}
