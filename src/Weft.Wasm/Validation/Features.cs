// The names of the proposals that can be switched off.
using System.Collections.Immutable;

namespace Weft.Wasm.Validation;

/// <summary>Names of WebAssembly features: those of the instruction table's feature column, and those that brought no instruction.</summary>
public static class Features
{
    /// <summary>Blocks with parameters, functions and blocks with several results.</summary>
    public const string MultiValue = "multi-value";
    /// <summary>Imported and exported mutable globals.</summary>
    public const string MutableGlobals = "mutable-globals";
    /// <summary>References as values, several tables.</summary>
    public const string ReferenceTypes = "reference-types";
    /// <summary>128-bit vectors.</summary>
    public const string Simd = "simd";
    /// <summary>Arithmetic and earlier globals in constant expressions.</summary>
    public const string ExtendedConst = "extended-const";
    /// <summary>Typed references to functions, tables with an initialiser.</summary>
    public const string FunctionReferences = "function-references";
    /// <summary>Structures, arrays, recursive and sub types.</summary>
    public const string Gc = "gc";
    /// <summary>Tags and exceptions.</summary>
    public const string Exceptions = "exceptions";
    /// <summary>Memories and tables with 64-bit addresses.</summary>
    public const string Memory64 = "memory64";
    /// <summary>More than one memory.</summary>
    public const string MultiMemory = "multi-memory";
    /// <summary>Shared memories and atomic instructions.</summary>
    public const string Threads = "threads";
    /// <summary>Memories with pages of one byte.</summary>
    public const string CustomPageSizes = "custom-page-sizes";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "sign-extension", "saturating-float-to-int", "bulk-memory", ReferenceTypes, MultiValue, MutableGlobals, Simd, "relaxed-simd", "tail-call",
        ExtendedConst, FunctionReferences, Gc, Exceptions, Memory64, MultiMemory, Threads, CustomPageSizes, "wide-arithmetic", "legacy-exceptions",
    ];
}
