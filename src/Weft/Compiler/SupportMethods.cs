// Finds the methods of Support for the emitter.
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Methods of <see cref="Support"/> by name, and by the kind of value that they are for.</summary>
internal static class SupportMethods
{
    private static readonly ConcurrentDictionary<string, MethodInfo> s_methods = new();

    private static readonly ConcurrentDictionary<(string Name, Type Element), MethodInfo> s_generic = new();

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Support))]
    public static MethodInfo Find(string name) => s_methods.GetOrAdd(
        name, static name => typeof(Support).GetMethod(name) ?? throw new InvalidOperationException($"no support method {name}"));

    public static MethodInfo Select(ValueKind kind) => Find("Select" + Suffix(kind));

    public static MethodInfo SetPayload(ValueKind kind) => Find("SetPayload" + Suffix(kind));

    public static MethodInfo GetPayload(ValueKind kind) => Find("GetPayload" + Suffix(kind));

    /// <summary>A generic method for a type of elements.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The methods demand nothing of their type argument.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only the compiler asks, which does not exist where code cannot be generated.")]
    public static MethodInfo Find(string name, Type element) => s_generic.GetOrAdd((name, element), static key => Find(key.Name).MakeGenericMethod(key.Element));

    public static MethodInfo FillArray(ValueKind kind) => Find("FillArray" + Suffix(kind));

    private static string Suffix(ValueKind kind) => kind switch
    {
        ValueKind.I32 => "32",
        ValueKind.I64 => "64",
        ValueKind.F32 => "Single",
        ValueKind.F64 => "Double",
        ValueKind.V128 => "Vector",
        _ => "Reference",
    };
}
