// Typed delegates for functions: closures over generic code, which need no code generation and so work under NativeAOT too.
using System.Diagnostics.CodeAnalysis;
using Weft.Runtime;

namespace Weft;

public sealed partial class Function
{
    /// <summary>The function as a delegate without a result; the signature is checked now, not at each call.</summary>
    /// <exception cref="ArgumentException">The function has another signature.</exception>
    public Action ToAction()
    {
        Expect(typeof(void));
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

    private void Expect(Type result, params ReadOnlySpan<Type> parameters)
    {
        if (!HostType.Accepts(Type, parameters, result))
        {
            throw new ArgumentException($"the function is of type {Type}, not {HostType.Describe(parameters, result)}");
        }
    }
}
