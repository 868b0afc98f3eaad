// The codecs of a function of generated bindings, and whether they fit what a component says.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>The codecs of the parameters and of the result of a function.</summary>
public sealed class ComponentSignature
{
    private readonly ComponentCodec[] _parameters;
    private readonly ComponentCodec? _result;

    /// <summary>Names them.</summary>
    /// <param name="parameters">The codecs of the parameters, in order.</param>
    /// <param name="result">The codec of the result; null when there is none.</param>
    public ComponentSignature(ReadOnlySpan<ComponentCodec> parameters, ComponentCodec? result) => (_parameters, _result) = (parameters.ToArray(), result);

    /// <summary>Whether they handle the values of a function.</summary>
    /// <param name="type">The function's type.</param>
    public bool Accepts(ComponentFunctionType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var fits = type.Parameters.Length == _parameters.Length && (type.Result is null ? _result is null : _result?.Accepts(type.Result) == true);
        for (var i = 0; fits && i < _parameters.Length; i++)
        {
            fits = _parameters[i].Accepts(type.Parameters[i].Type);
        }

        return fits;
    }

    /// <summary>An exported function that has this signature.</summary>
    /// <param name="instance">What exports it.</param>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="LinkException">There is no such function, or its types are others.</exception>
    public ComponentFunction Find(ComponentInstance instance, string name)
    {
        ArgumentNullException.ThrowIfNull(instance);
        if (!instance.HasExport(name))
        {
            throw new LinkException($"the component does not export a function `{name}`");
        }

        var function = instance.GetFunction(name);
        return Accepts(function.Type) ? function : throw new LinkException($"the exported function `{name}` has parameters or a result of other types than the world says");
    }

    /// <summary>An exported instance.</summary>
    /// <param name="instance">What exports it.</param>
    /// <param name="name">The name of the export; another version will do that is compatible by its number.</param>
    /// <exception cref="LinkException">There is no such instance.</exception>
    public static ComponentInstance FindInstance(ComponentInstance instance, string name)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.HasExport(name) ? instance.GetInstance(name) : throw new LinkException($"the component does not export an instance `{name}`");
    }
}
