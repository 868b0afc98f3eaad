// Typed delegates for functions. Where the engine generates code, it does so for them; otherwise they are closures over generic code.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weft.Runtime;

namespace Weft;

public sealed partial class Function
{
    /// <summary>The function as a delegate without a result; the signature is checked now, not at each call.</summary>
    /// <exception cref="ArgumentException">The function has another signature.</exception>
    public Action ToAction()
    {
        Expect(typeof(void));
        if (Compiled<Action>() is { } compiled)
        {
            return compiled;
        }

        return () =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1> ToAction<T1>()
    {
        Expect(typeof(void), typeof(T1));
        if (Compiled<Action<T1>>() is { } compiled)
        {
            return compiled;
        }

        return argument1 =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2> ToAction<T1, T2>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2));
        if (Compiled<Action<T1, T2>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3> ToAction<T1, T2, T3>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3));
        if (Compiled<Action<T1, T2, T3>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4> ToAction<T1, T2, T3, T4>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3), typeof(T4));
        if (Compiled<Action<T1, T2, T3, T4>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5> ToAction<T1, T2, T3, T4, T5>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5));
        if (Compiled<Action<T1, T2, T3, T4, T5>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6> ToAction<T1, T2, T3, T4, T5, T6>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6));
        if (Compiled<Action<T1, T2, T3, T4, T5, T6>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6, T7> ToAction<T1, T2, T3, T4, T5, T6, T7>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7));
        if (Compiled<Action<T1, T2, T3, T4, T5, T6, T7>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            call.Give(argument7);
            call.Run();
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6, T7, T8> ToAction<T1, T2, T3, T4, T5, T6, T7, T8>()
    {
        Expect(typeof(void), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8));
        if (Compiled<Action<T1, T2, T3, T4, T5, T6, T7, T8>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            call.Give(argument7);
            call.Give(argument8);
            call.Run();
        };
    }

    /// <summary>The function as a delegate; several results are a tuple. The signature is checked now, not at each call.</summary>
    /// <exception cref="ArgumentException">The function has another signature.</exception>
    public Func<TResult> ToFunc<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult));
        if (Compiled<Func<TResult>>() is { } compiled)
        {
            return compiled;
        }

        return () =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, TResult> ToFunc<T1, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1));
        if (Compiled<Func<T1, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return argument1 =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, TResult> ToFunc<T1, T2, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2));
        if (Compiled<Func<T1, T2, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, TResult> ToFunc<
        T1, T2, T3, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3));
        if (Compiled<Func<T1, T2, T3, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, T4, TResult> ToFunc<
        T1, T2, T3, T4, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3), typeof(T4));
        if (Compiled<Func<T1, T2, T3, T4, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, T4, T5, TResult> ToFunc<
        T1, T2, T3, T4, T5, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5));
        if (Compiled<Func<T1, T2, T3, T4, T5, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, T4, T5, T6, TResult> ToFunc<
        T1, T2, T3, T4, T5, T6, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6));
        if (Compiled<Func<T1, T2, T3, T4, T5, T6, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, TResult> ToFunc<
        T1, T2, T3, T4, T5, T6, T7, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7));
        if (Compiled<Func<T1, T2, T3, T4, T5, T6, T7, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            call.Give(argument7);
            return call.Run<TResult>();
        };
    }

    /// <inheritdoc cref="ToFunc{TResult}()"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> ToFunc<
        T1, T2, T3, T4, T5, T6, T7, T8, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResult>()
    {
        Expect(typeof(TResult), typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8));
        if (Compiled<Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult>>() is { } compiled)
        {
            return compiled;
        }

        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8) =>
        {
            var call = new GuestCall(this, stackalloc ulong[Signature.SlotCount]);
            call.Give(argument1);
            call.Give(argument2);
            call.Give(argument3);
            call.Give(argument4);
            call.Give(argument5);
            call.Give(argument6);
            call.Give(argument7);
            call.Give(argument8);
            return call.Run<TResult>();
        };
    }

    // A delegate whose code passes arguments in registers.
    private TDelegate? Compiled<TDelegate>() where TDelegate : Delegate =>
        RuntimeFeature.IsDynamicCodeSupported && !IsHost && Store.Engine.Tier != ExecutionTier.Interpreter
        && Store.Calls is null
            ? (TDelegate)Store.Engine.Signatures.MakeDelegate(typeof(TDelegate), this)
            : null;

    private void Expect(Type result, params ReadOnlySpan<Type> parameters)
    {
        if (!HostType.Accepts(Type, parameters, result))
        {
            throw new ArgumentException($"the function is of type {Type}, not {HostType.Describe(parameters, result)}");
        }
    }
}
