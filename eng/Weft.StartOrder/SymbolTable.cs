// The methods of a native program, by address: what nm lists of its section of managed code.
using System.Diagnostics;
using System.Globalization;

namespace Weft.StartOrder;

/// <summary>Names of methods by address.</summary>
internal sealed class SymbolTable
{
    // What the compiler ahead of time calls its section, and the symbols that the linker makes of it.
    private const string First = "__start___managedcode";
    private const string End = "__stop___managedcode";

    private readonly Dictionary<ulong, string> _names;

    private SymbolTable(Dictionary<ulong, string> names) => _names = names;

    /// <summary>Where methods begin.</summary>
    public IReadOnlyCollection<ulong> Addresses => _names.Keys;

    /// <summary>The name of a method.</summary>
    public string this[ulong address] => _names[address];

    /// <summary>Reads the symbols of a program.</summary>
    public static SymbolTable Read(string path)
    {
        var start = new ProcessStartInfo("nm", ["--numeric-sort", path]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("nm did not start");
        var all = new List<(ulong Address, string Name)>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            // Address, kind, name.
            if (line.Split(' ', 3) is [{ Length: 16 } address, "T" or "t", var name])
            {
                all.Add((ulong.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture), name));
            }
        }

        process.WaitForExit();
        var first = AddressOf(all, First);
        var end = AddressOf(all, End);
        var names = new Dictionary<ulong, string>();
        foreach (var (address, name) in all)
        {
            // Methods with the same code may be one; what is called is any of them.
            if (address >= first && address < end && name != First)
            {
                names.TryAdd(address, name);
            }
        }

        return new SymbolTable(names);
    }

    private static ulong AddressOf(List<(ulong Address, string Name)> symbols, string name) =>
        symbols.Find(symbol => symbol.Name == name) is { Name: not null } found
            ? found.Address
            : throw new InvalidOperationException($"the program has no symbol {name}: it was stripped, or is none of NativeAOT");
}
