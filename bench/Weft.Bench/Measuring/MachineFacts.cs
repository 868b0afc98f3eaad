// Where the numbers come from: a ratio without its machine says little.
using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Bench.Measuring;

/// <summary>The machine and the runtime.</summary>
internal sealed record MachineFacts(string Processor, int Cores, string System, string Runtime, string Date)
{
    /// <summary>Those of this machine, now.</summary>
    public static MachineFacts Read() => new(
        ReadProcessor(), Environment.ProcessorCount, $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
        RuntimeInformation.FrameworkDescription, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string ReadProcessor()
    {
        const string Information = "/proc/cpuinfo";
        var name = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrEmpty(name) || name == "unknown" ? RuntimeInformation.ProcessArchitecture.ToString() : name;
    }
}
