// Functions of the component model, of guests and of the host.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>A function of the component model: one that a component defines, or one of the host.</summary>
public abstract partial class ComponentFunction
{
    private protected ComponentFunction(string name, ComponentFunctionType type) => (Name, Type) = (name, type);

    /// <summary>What messages call it: the name that it was first imported or exported under.</summary>
    public string Name { get; internal set; }

    /// <summary>Its type.</summary>
    public ComponentFunctionType Type { get; }

    /// <summary>The slots that a <see cref="ComponentCall"/> needs.</summary>
    public int SlotCount => Lifted.CallSlots;

    /// <summary>The function as one that takes core values: itself, or what stands for a function of the host that is called by the host.</summary>
    internal abstract LiftedFunction Lifted { get; }

    /// <summary>Calls it.</summary>
    /// <param name="arguments">The arguments, as many and of such types as its type says.</param>
    /// <returns>The result; null when it has none.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit its type.</exception>
    /// <exception cref="TrapException">The guest trapped, or broke a rule of the canonical ABI.</exception>
    /// <exception cref="InvalidOperationException">The store is in use by another thread.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public ComponentValue? Call(params ReadOnlySpan<ComponentValue> arguments)
    {
        if (arguments.Length != Type.Parameters.Length)
        {
            throw new ArgumentException($"`{Name}` takes {Type.Parameters.Length} arguments, not {arguments.Length}", nameof(arguments));
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            ValueChecker.Check(arguments[i], Type.Parameters[i].Type, $"argument `{Type.Parameters[i].Name}` of `{Name}`");
        }

        var function = Lifted;
        var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                call.Give(function.ParameterCodecs[i], arguments[i]);
            }

            call.Run();
            ComponentValue? result = function.ResultCodec is { } codec ? call.Take(codec) : default(ComponentValue?);
            call.Finish();
            return result;
        }
        catch (AbiException exception)
        {
            throw call.Trap(exception);
        }
        finally
        {
            call.Dispose();
        }
    }
}
