// Typed delegates by their .NET type: reflection finds the generic method that makes the closure.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft.Components;

public abstract partial class ComponentFunction
{
    private const int MaximumParameters = 8;

    // Finding and closing the generic method is what takes time; functions of every instance use the same. Weak, since types may be unloaded.
    private static readonly ConditionalWeakTable<Type, Func<ComponentFunction, Delegate>> s_makers = [];

    /// <summary>The function as a delegate; types are checked now, not at each call.</summary>
    /// <typeparam name="TDelegate">
    /// A Func, an Action or another delegate type with up to 8 parameters: bool, the .NET numbers, <see cref="System.Text.Rune"/> for char, string,
    /// arrays for lists, <see cref="ComponentResource"/> for handles, <see cref="ComponentValue"/> for anything.
    /// </typeparam>
    /// <exception cref="ArgumentException">The function has another signature, or the type cannot be a function of a component.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time: use ToFunc and ToAction there.</exception>
    public TDelegate ToDelegate<TDelegate>()
        where TDelegate : Delegate
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException($"delegates by type need dynamic code: call {nameof(ToFunc)} or {nameof(ToAction)} here");
        }

        return (TDelegate)s_makers.GetValue(typeof(TDelegate), FindMaker)(this);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The type arguments are those of a delegate type that the program uses.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The Invoke method of a delegate type that the program uses is never trimmed.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The caller has made sure of dynamic code.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(ComponentFunction))]
    private static Func<ComponentFunction, Delegate> FindMaker(Type type)
    {
        var signature = type.GetMethod("Invoke") ?? throw new ArgumentException($"{type} is not a delegate type with a signature");
        var types = signature.GetParameters().Select(parameter => parameter.ParameterType).ToList();
        if (types.Count > MaximumParameters || types.Exists(parameter => parameter.IsByRef || parameter.IsPointer))
        {
            throw new ArgumentException($"{type} has more than {MaximumParameters} parameters, or pointers or references among them: use Call");
        }

        var hasResult = signature.ReturnType != typeof(void);
        if (hasResult)
        {
            types.Add(signature.ReturnType);
        }

        var name = hasResult ? nameof(ToFunc) : nameof(ToAction);
        var maker = typeof(ComponentFunction).GetMethods().Single(method => method.Name == name && method.GetGenericArguments().Length == types.Count);
        var closed = types.Count == 0 ? maker : maker.MakeGenericMethod([.. types]);
        var make = closed.CreateDelegate<Func<ComponentFunction, Delegate>>();
        return closed.ReturnType == type ? make : function =>
        {
            var made = make(function);
            return Delegate.CreateDelegate(type, made.Target, made.Method);
        };
    }
}
