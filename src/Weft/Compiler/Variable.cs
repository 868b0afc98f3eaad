// A place for a value in emitted code: a local, or a field of a local when there would be too many locals.
using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Compiler;

/// <summary>A place that holds one value.</summary>
internal sealed class Variable(Type type, LocalBuilder local, FieldInfo? field)
{
    public Type Type { get; } = type;

    public LocalBuilder Local { get; } = local;

    /// <summary>The field of the local, which is a structure; null when the local is the place.</summary>
    public FieldInfo? Field { get; } = field;

    /// <summary>How often it is read or written so far.</summary>
    public int Uses { get; set; }
}
