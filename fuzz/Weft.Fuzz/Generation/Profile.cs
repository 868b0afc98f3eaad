// Profiles: which proposals a generated module uses. Wasmtime takes part where its package supports them all.
using Weft.Wasm.Validation;

namespace Weft.Fuzz.Generation;

/// <summary>A named set of proposals.</summary>
internal sealed class Profile
{
    private static readonly string[] s_basic =
    [
        "sign-extension", "saturating-float-to-int", "bulk-memory", Features.ReferenceTypes, Features.MultiValue, Features.MutableGlobals, "tail-call",
        Features.ExtendedConst, Features.MultiMemory, Features.Memory64,
    ];

    private readonly HashSet<string> _features;

    private Profile(string name, bool comparable, params IEnumerable<string> features)
    {
        Name = name;
        WasmtimeTakesPart = comparable;
        _features = [.. features];
    }

    /// <summary>Every profile.</summary>
    public static IReadOnlyList<Profile> All { get; } =
    [
        new("mvp", true, Features.MutableGlobals),
        new("base", true, s_basic),
        new("simd", true, [.. s_basic, Features.Simd]),
        new("gc", true, [.. s_basic, Features.FunctionReferences, Features.Gc]),
        new("exceptions", true, [.. s_basic, Features.FunctionReferences, Features.Exceptions]),
        new("threads", true, [.. s_basic, Features.Threads]),
        new("wide", true, [.. s_basic, "wide-arithmetic"]),
        new("all", true, [.. s_basic, Features.Simd, Features.FunctionReferences, Features.Gc, Features.Exceptions, Features.Threads, "wide-arithmetic"]),

        // The specification leaves results open, and the engines choose differently.
        new("relaxed", false, [.. s_basic, Features.Simd, "relaxed-simd"]),

        // Wasmtime has no legacy exceptions.
        new("legacy", false, [.. s_basic, "legacy-exceptions", Features.Exceptions, Features.FunctionReferences]),
        new("pages", true, [.. s_basic, Features.Simd, Features.Threads, Features.CustomPageSizes]),
    ];

    /// <summary>Every proposal at once: for looking things up, not for generating.</summary>
    public static Profile Everything { get; } = new("everything", false, Features.All);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Whether Wasmtime's package can run such modules and gives the same results.</summary>
    public bool WasmtimeTakesPart { get; }

    /// <summary>Whether modules may use a proposal.</summary>
    public bool Has(string feature) => feature == "mvp" || _features.Contains(feature);

    /// <summary>Vectors.</summary>
    public bool HasVectors => Has(Features.Simd);

    /// <summary>References as values.</summary>
    public bool HasReferences => Has(Features.ReferenceTypes);

    /// <summary>Typed references to functions.</summary>
    public bool HasTypedReferences => Has(Features.FunctionReferences);

    /// <summary>Structures, arrays, i31.</summary>
    public bool HasGc => Has(Features.Gc);

    /// <summary>try_table and exnref; legacy modules keep to their own instructions.</summary>
    public bool HasExceptions => Has(Features.Exceptions) && !HasLegacyExceptions;

    /// <summary>try, catch, delegate, rethrow.</summary>
    public bool HasLegacyExceptions => Has("legacy-exceptions");

    /// <summary>Tags and throw.</summary>
    public bool HasTags => Has(Features.Exceptions);

    /// <summary>Shared memories and atomics.</summary>
    public bool HasThreads => Has(Features.Threads);

    /// <summary>Several results.</summary>
    public bool HasMultiValue => Has(Features.MultiValue);
}
