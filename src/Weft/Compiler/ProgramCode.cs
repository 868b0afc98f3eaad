// Code that this program was built with, of modules whose files are elsewhere: the door of linked code (LinkedDoor) registers it, and
// PrecompiledLoader finds it by the module.
// SAFETY: the door passes the addresses of methods of its own assembly, which stays as long as its code can run.
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Weft.Compiler;

/// <summary>The code of one module that is part of this program.</summary>
internal sealed unsafe class ProgramCode
{
    private static readonly ConcurrentDictionary<(string ModuleHash, CompilerSettings Settings), ProgramCode> s_codes = new();

    private readonly RuntimeTypeHandle _door;
    private readonly string _assembly;
    private readonly CompilerSettings _settings;
    private readonly delegate*<int, nint> _entries;
    private readonly delegate*<int, int, nint> _signatures;

    private ProgramCode(RuntimeTypeHandle door, string assembly, CompilerSettings settings, nint entries, nint signatures)
    {
        _door = door;
        _assembly = assembly;
        _settings = settings;
        _entries = (delegate*<int, nint>)entries;
        _signatures = (delegate*<int, int, nint>)signatures;
    }

    /// <summary>Says what this program has.</summary>
    /// <param name="door">A type of the assembly with the code.</param>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="moduleHash">The SHA-256 of the module, in hexadecimal digits.</param>
    /// <param name="traits">What is known of the code.</param>
    /// <param name="entries">The method that tells addresses of functions.</param>
    /// <param name="signatures">The method that tells addresses of the code of function types.</param>
    public static void Register(RuntimeTypeHandle door, string assembly, string moduleHash, int traits, nint entries, nint signatures)
    {
        var settings = LinkedModule.SettingsOf((LinkedTraits)traits);
        s_codes[(moduleHash, settings)] = new ProgramCode(door, assembly, settings, entries, signatures);
    }

    /// <summary>Finds the code of a module.</summary>
    /// <param name="moduleHash">The SHA-256 of the module.</param>
    /// <param name="settings">How it was made.</param>
    /// <returns>Null when this program has none.</returns>
    public static ProgramCode? Find(ImmutableArray<byte> moduleHash, CompilerSettings settings) =>
        s_codes.IsEmpty ? null : s_codes.GetValueOrDefault((Convert.ToHexStringLower(moduleHash.AsSpan()), settings));

    /// <summary>The code, for a module of an engine.</summary>
    public StoredCode For(Module module) => new LinkedCode(
        module, _settings, RuntimeFeature.IsDynamicCodeCompiled ? Type.GetTypeFromHandle(_door)!.Assembly : null, _assembly, _entries, _signatures);
}
