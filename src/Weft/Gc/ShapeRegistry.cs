// The shapes of an engine's types, made when they are first needed.
using System.Runtime.CompilerServices;
using Weft.Compiler;
using Weft.Wasm;

namespace Weft;

/// <summary>Finds <see cref="ObjectShape"/> by the canonical id of a structure or array type. Any thread may use it.</summary>
/// <param name="types">The types.</param>
/// <param name="emits">Whether objects are of emitted classes, which compiled code reads and writes directly.</param>
internal sealed class ShapeRegistry(TypeRegistry types, bool emits)
{
    private readonly Lock _lock = new();
    private readonly ShapeEmitter? _emitter = RuntimeFeature.IsDynamicCodeCompiled && emits ? new ShapeEmitter() : null;
    private ObjectShape?[] _shapes = [];

    /// <summary>The types.</summary>
    public TypeRegistry Types => types;

    /// <summary>The shape of a type.</summary>
    public ObjectShape Get(int typeId)
    {
        var shapes = _shapes;
        return typeId < shapes.Length && Volatile.Read(ref shapes[typeId]) is { } known ? known : Make(typeId);
    }

    private ObjectShape Make(int typeId)
    {
        lock (_lock)
        {
            if (typeId >= _shapes.Length)
            {
                Array.Resize(ref _shapes, Math.Max(typeId + 1, Math.Max(16, _shapes.Length * 2)));
            }

            if (_shapes[typeId] is { } known)
            {
                return known;
            }

            if (!RuntimeFeature.IsDynamicCodeCompiled || _emitter is null)
            {
                return _shapes[typeId] = new PortableShape(types, typeId);
            }

            // Supertypes first, from the root on: a chain of them may be long.
            EmittedShape? shape = null;
            foreach (var ancestor in types.GetSupertypes(typeId))
            {
                shape = (EmittedShape)(_shapes[ancestor] ??= _emitter.Make(types, ancestor, shape));
            }

            return _shapes[typeId] = _emitter.Make(types, typeId, shape);
        }
    }
}
