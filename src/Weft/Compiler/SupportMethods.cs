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

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Support))]
    public static MethodInfo Find(string name) => s_methods.GetOrAdd(
        name, static name => typeof(Support).GetMethod(name) ?? throw new InvalidOperationException($"no support method {name}"));

    public static MethodInfo Select(ValueKind kind) => Find("Select" + Suffix(kind));

    public static MethodInfo Consume(ValueKind kind) => Find("Consume" + Suffix(kind));

    public static MethodInfo SetPayload(ValueKind kind) => Find("SetPayload" + Suffix(kind));

    public static MethodInfo GetPayload(ValueKind kind) => Find("GetPayload" + Suffix(kind));

    public static MethodInfo NewFilledArray(ValueKind kind) => Find("NewArray" + Suffix(kind));

    public static MethodInfo FillArray(ValueKind kind) => Find("FillArray" + Suffix(kind));

    public static MethodInfo Field(string verb, FieldType type, bool isSigned) => Find($"{verb}Field{Suffix(verb, type, isSigned)}");

    public static MethodInfo Element(string verb, FieldType type, bool isSigned) => Find($"{verb}Element{Suffix(verb, type, isSigned)}");

    private static string Suffix(string verb, FieldType type, bool isSigned) => type.Packed switch
    {
        PackedKind.I8 => verb == "Set" ? "8" : isSigned ? "8S" : "8U",
        PackedKind.I16 => verb == "Set" ? "16" : isSigned ? "16S" : "16U",
        _ => Suffix(type.Type.Kind),
    };

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
