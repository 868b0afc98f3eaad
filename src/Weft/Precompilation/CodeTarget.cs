// Systems that precompiled code can be for, named as .NET names them.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Weft.Precompilation;

/// <summary>An operating system and a processor.</summary>
/// <param name="System">The system: linux, win, osx.</param>
/// <param name="Processor">The processor: x64, arm64.</param>
internal readonly record struct CodeTarget(string System, string Processor)
{
    /// <summary>The target of code that runs everywhere.</summary>
    public const string Any = "any";

    private static readonly string[] s_systems = ["linux", "linux-musl", "win", "osx"];
    private static readonly string[] s_processors = ["x64", "arm64"];

    /// <summary>This system.</summary>
    public static CodeTarget Current { get; } = new(
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux",
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");

    /// <summary>Whether memories can have guard pages there; see GuardPages.</summary>
    public bool HasGuardPages => System is "linux" or "linux-musl" && Processor == "x64";

    /// <summary>What the compiler of machine code calls the system.</summary>
    public string CompilerSystem => System switch
    {
        "win" => "windows",
        "linux-musl" => "linux",
        _ => System,
    };

    /// <summary>The instructions that machine code may use; null for the least that .NET asks for.</summary>
    public string? InstructionSets => this switch
    {
        { Processor: "x64" } => "x86-64-v3",
        { System: "osx" } => "apple-m1",
        _ => null,
    };

    /// <summary>Whether this processor has the instructions of <see cref="InstructionSets"/>, without which native programs end at once.</summary>
    /// <remarks>
    /// The processor is asked itself: in a command that was compiled ahead of time for less, .NET says of some that they are not there.
    /// </remarks>
    public static bool HasInstructionSets
    {
        get
        {
            const int HighestLeaf = 0, Features = 1, MoreFeatures = 7, ExtendedFeatures = unchecked((int)0x80000001);
            const int FusedMultiply = 1 << 12, MoveBigEndian = 1 << 22, StateOfVectors = 1 << 27;
            const int Bmi1 = 1 << 3, Avx2 = 1 << 5, Bmi2 = 1 << 8, LeadingZeros = 1 << 5;
            const int First = FusedMultiply | MoveBigEndian | StateOfVectors, Second = Bmi1 | Avx2 | Bmi2;
            return !X86Base.IsSupported
                || (X86Base.CpuId(HighestLeaf, 0).Eax >= MoreFeatures
                    && (X86Base.CpuId(Features, 0).Ecx & First) == First
                    && (X86Base.CpuId(MoreFeatures, 0).Ebx & Second) == Second
                    && (X86Base.CpuId(ExtendedFeatures, 0).Ecx & LeadingZeros) != 0);
        }
    }

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    /// <summary>Reads a name such as linux-x64.</summary>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    public static CodeTarget Parse(string name)
    {
        var dash = name.LastIndexOf('-');
        var target = dash < 0 ? default : new CodeTarget(name[..dash], name[(dash + 1)..]);
        return s_systems.Contains(target.System) && s_processors.Contains(target.Processor)
            ? target
            : throw new ArgumentException(
                $"'{name}' is not a target; known are {string.Join(", ", s_systems.SelectMany(system => s_processors.Select(processor => $"{system}-{processor}")))}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{System}-{Processor}";
}
