// Fields of the native structures that emitted code reads.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Weft.Runtime;

namespace Weft.Compiler;

/// <summary>Finds fields by name.</summary>
internal static class ContextFields
{
    public static FieldInfo OfInstance(string name) => Find(typeof(InstanceContext), name);

    public static FieldInfo OfStore(string name) => Find(typeof(StoreContext), name);

    public static FieldInfo OfMemory(string name) => Find(typeof(MemoryCell), name);

    public static FieldInfo OfTable(string name) => Find(typeof(TableCell), name);

    public static FieldInfo OfFunction(string name) => Find(typeof(FunctionCell), name);

    private static FieldInfo Find([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type type, string name) =>
        type.GetField(name) ?? throw new InvalidOperationException($"{type.Name} has no field {name}");
}
