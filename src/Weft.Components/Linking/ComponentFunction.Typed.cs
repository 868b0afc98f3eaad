// Typed delegates for functions: codecs are found once, calls box nothing.
using Weft.Components.CanonicalAbi;

namespace Weft.Components;

public abstract partial class ComponentFunction
{
    /// <summary>The function as a delegate; types are checked now, not at each call.</summary>
    /// <exception cref="ArgumentException">The function has another signature.</exception>
    public Action ToAction()
    {
        var function = Expect(0, hasResult: false);
        return () =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1> ToAction<T1>()
    {
        var function = Expect(1, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        return argument1 =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2> ToAction<T1, T2>()
    {
        var function = Expect(2, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        return (argument1, argument2) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3> ToAction<T1, T2, T3>()
    {
        var function = Expect(3, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        return (argument1, argument2, argument3) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4> ToAction<T1, T2, T3, T4>()
    {
        var function = Expect(4, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        return (argument1, argument2, argument3, argument4) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5> ToAction<T1, T2, T3, T4, T5>()
    {
        var function = Expect(5, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        return (argument1, argument2, argument3, argument4, argument5) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6> ToAction<T1, T2, T3, T4, T5, T6>()
    {
        var function = Expect(6, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        return (argument1, argument2, argument3, argument4, argument5, argument6) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6, T7> ToAction<T1, T2, T3, T4, T5, T6, T7>()
    {
        var function = Expect(7, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        var codec7 = CodecOfParameter<T7>(6);
        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Give(codec7, argument7);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Action<T1, T2, T3, T4, T5, T6, T7, T8> ToAction<T1, T2, T3, T4, T5, T6, T7, T8>()
    {
        var function = Expect(8, hasResult: false);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        var codec7 = CodecOfParameter<T7>(6);
        var codec8 = CodecOfParameter<T8>(7);
        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Give(codec7, argument7);
                call.Give(codec8, argument8);
                call.Run();
                call.Finish();
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<TResult> ToFunc<TResult>()
    {
        var function = Expect(0, hasResult: true);
        var result = CodecOfResult<TResult>();
        return () =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, TResult> ToFunc<T1, TResult>()
    {
        var function = Expect(1, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var result = CodecOfResult<TResult>();
        return argument1 =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, TResult> ToFunc<T1, T2, TResult>()
    {
        var function = Expect(2, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, TResult> ToFunc<T1, T2, T3, TResult>()
    {
        var function = Expect(3, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, T4, TResult> ToFunc<T1, T2, T3, T4, TResult>()
    {
        var function = Expect(4, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3, argument4) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, T4, T5, TResult> ToFunc<T1, T2, T3, T4, T5, TResult>()
    {
        var function = Expect(5, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3, argument4, argument5) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, T4, T5, T6, TResult> ToFunc<T1, T2, T3, T4, T5, T6, TResult>()
    {
        var function = Expect(6, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3, argument4, argument5, argument6) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, TResult> ToFunc<T1, T2, T3, T4, T5, T6, T7, TResult>()
    {
        var function = Expect(7, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        var codec7 = CodecOfParameter<T7>(6);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Give(codec7, argument7);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    /// <inheritdoc cref="ToAction()"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> ToFunc<T1, T2, T3, T4, T5, T6, T7, T8, TResult>()
    {
        var function = Expect(8, hasResult: true);
        var codec1 = CodecOfParameter<T1>(0);
        var codec2 = CodecOfParameter<T2>(1);
        var codec3 = CodecOfParameter<T3>(2);
        var codec4 = CodecOfParameter<T4>(3);
        var codec5 = CodecOfParameter<T5>(4);
        var codec6 = CodecOfParameter<T6>(5);
        var codec7 = CodecOfParameter<T7>(6);
        var codec8 = CodecOfParameter<T8>(7);
        var result = CodecOfResult<TResult>();
        return (argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8) =>
        {
            var call = new ComponentCall(function, stackalloc ulong[function.CallSlots]);
            try
            {
                call.Give(codec1, argument1);
                call.Give(codec2, argument2);
                call.Give(codec3, argument3);
                call.Give(codec4, argument4);
                call.Give(codec5, argument5);
                call.Give(codec6, argument6);
                call.Give(codec7, argument7);
                call.Give(codec8, argument8);
                call.Run();
                var value = call.Take(result);
                call.Finish();
                return value;
            }
            catch (AbiException exception)
            {
                throw call.Trap(exception);
            }
            finally
            {
                call.Dispose();
            }
        };
    }

    private LiftedFunction Expect(int parameters, bool hasResult) => Type.Parameters.Length == parameters && Type.Result is not null == hasResult
        ? Lifted.Options.IsAsync ? throw new ArgumentException($"`{Name}` is asynchronous: use {nameof(Call)}") : Lifted
        : throw new ArgumentException($"`{Name}` takes {Type.Parameters.Length} parameters and returns {(Type.Result is null ? "nothing" : $"a {Type.Result.KindName}")}");

    private ComponentCodec<T> CodecOfParameter<T>(int index) => ComponentCodecs.For<T>(Type.Parameters[index].Type);

    private ComponentCodec<T> CodecOfResult<T>() => ComponentCodecs.For<T>(Type.Result!);
}
