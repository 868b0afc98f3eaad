// Resource types at run time (CanonicalABI.md, "Resource State"): one for each definition of a component in each instance, and those of the host.
namespace Weft.Components;

/// <summary>A resource type: of the host, whose resources are .NET objects, or of an instance of a component.</summary>
public sealed class ComponentResourceType
{
    private ComponentResourceType(string name) => Name = name;

    /// <summary>Makes a resource type of the host. What is given to guests is disposed, if it can be, when a guest drops what it owns.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="valueType">The .NET type of its resources.</param>
    public ComponentResourceType(string name, Type valueType)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(valueType);
        ValueType = valueType;
    }

    /// <summary>A resource type that an instance defines.</summary>
    internal ComponentResourceType(string name, InstanceState instance, Function? destructor)
        : this(name) => (Instance, Destructor) = (instance, destructor);

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The .NET type of its resources; null when a component defines it.</summary>
    public Type? ValueType { get; }

    /// <summary>The instance that defines it; null when the host does.</summary>
    internal InstanceState? Instance { get; }

    /// <summary>What frees one.</summary>
    internal Function? Destructor { get; }

    /// <summary>A handle that owns an object of the host, to be given to a guest.</summary>
    /// <param name="value">The object, of <see cref="ValueType"/>.</param>
    /// <exception cref="ArgumentException">It is of another type, or the resource type is not the host's.</exception>
    public ComponentResource Own(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ValueType?.IsInstanceOfType(value) == true
            ? new ComponentResource(this, 0, value, isOwned: true)
            : throw new ArgumentException($"{value.GetType()} is no object of the resource type {this}", nameof(value));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Ends a resource that nothing refers to any more.</summary>
    /// <param name="representation">What stands for it in its instance.</param>
    /// <param name="value">The object of the host.</param>
    /// <param name="caller">The instance that drops it; null when the host does.</param>
    internal void Destroy(ulong representation, object? value, InstanceState? caller)
    {
        if (Instance is null)
        {
            (value as IDisposable)?.Dispose();
            return;
        }

        Instance.Enter(caller, "resource.drop");
        if (Destructor is not null)
        {
            Span<ulong> slots = [representation];
            InstanceState.CallCore(Destructor, slots);
        }

        Instance.Leave(caller);
    }
}
