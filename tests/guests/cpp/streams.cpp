// iostreams, string streams, manipulators, standard input, and the order of static construction and destruction.
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

struct Announcer {
    const char *name;
    explicit Announcer(const char *n) : name(n) { std::cout << "construct " << name << '\n'; }
    ~Announcer() { std::cout << "destroy " << name << std::endl; }
};

static Announcer first("first");
static Announcer second("second");

int main() {
    std::cout << std::hex << std::showbase << 255 << std::dec << ' ' << std::setw(8) << std::setfill('*') << 42 << ' ' << std::fixed << std::setprecision(4)
              << 2.0 / 3 << ' ' << std::scientific << 12345.678 << ' ' << std::boolalpha << true << '\n';
    std::istringstream in("7 eight 9.5 0x1f");
    int seven;
    std::string eight;
    double nine;
    in >> seven >> eight >> nine;
    std::cout << seven << eight << std::defaultfloat << nine << ' ' << in.good() << '\n';
    std::stringstream file;
    for (int i = 0; i < 500; i++) file << i << (i % 10 == 9 ? '\n' : ' ');
    long sum = 0;
    int lines = 0;
    for (std::string line; std::getline(file, line); lines++) {
        std::istringstream row(line);
        for (int n; row >> n;) sum += n;
    }
    std::cout << lines << ' ' << sum << ' ' << file.eof() << '\n';
    static Announcer late("late");
    std::string word;
    int words = 0;
    size_t letters = 0;
    while (std::cin >> word) { words++; letters += word.size(); }
    std::cout << "words " << words << " letters " << letters << '\n';
    return words == 0;
}
