// Functions of the host with static types: codecs are found when the function is given to an import, calls box nothing.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;

namespace Weft.Components;

public sealed partial class ComponentLinkerInstance
{
    /// <summary>Defines a function. Its types are checked when a component that imports it is instantiated.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What it does; values travel as <see cref="ComponentFunction.ToDelegate{TDelegate}"/> says.</param>
    /// <returns>These definitions.</returns>
    /// <exception cref="ArgumentException">The name is defined already.</exception>
    public ComponentLinkerInstance AddFunction(string name, Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 0, hasResult: false);
            return (ref ComponentHostCall _) => body();
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1>(string name, Action<T1> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 1, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                body(argument1);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2>(string name, Action<T1, T2> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 2, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                body(argument1, argument2);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3>(string name, Action<T1, T2, T3> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 3, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                body(argument1, argument2, argument3);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 4, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                body(argument1, argument2, argument3, argument4);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5>(string name, Action<T1, T2, T3, T4, T5> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 5, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                body(argument1, argument2, argument3, argument4, argument5);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6>(string name, Action<T1, T2, T3, T4, T5, T6> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 6, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                body(argument1, argument2, argument3, argument4, argument5, argument6);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6, T7>(string name, Action<T1, T2, T3, T4, T5, T6, T7> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 7, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            var codec7 = ComponentCodecs.For<T7>(type.Parameters[6].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                var argument7 = call.Take(codec7);
                body(argument1, argument2, argument3, argument4, argument5, argument6, argument7);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6, T7, T8>(string name, Action<T1, T2, T3, T4, T5, T6, T7, T8> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 8, hasResult: false);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            var codec7 = ComponentCodecs.For<T7>(type.Parameters[6].Type);
            var codec8 = ComponentCodecs.For<T8>(type.Parameters[7].Type);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                var argument7 = call.Take(codec7);
                var argument8 = call.Take(codec8);
                body(argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8);
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<TResult>(string name, Func<TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 0, hasResult: true);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                call.Give(result, body());
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, TResult>(string name, Func<T1, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 1, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                call.Give(result, body(argument1));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, TResult>(string name, Func<T1, T2, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 2, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                call.Give(result, body(argument1, argument2));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 3, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                call.Give(result, body(argument1, argument2, argument3));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 4, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                call.Give(result, body(argument1, argument2, argument3, argument4));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, TResult>(string name, Func<T1, T2, T3, T4, T5, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 5, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                call.Give(result, body(argument1, argument2, argument3, argument4, argument5));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 6, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                call.Give(result, body(argument1, argument2, argument3, argument4, argument5, argument6));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6, T7, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 7, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            var codec7 = ComponentCodecs.For<T7>(type.Parameters[6].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                var argument7 = call.Take(codec7);
                call.Give(result, body(argument1, argument2, argument3, argument4, argument5, argument6, argument7));
            };
        }));
    }

    /// <inheritdoc cref="AddFunction(string, Action)"/>
    public ComponentLinkerInstance AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(name, new HostFunctionDefinition(type =>
        {
            Expect(type, 8, hasResult: true);
            var codec1 = ComponentCodecs.For<T1>(type.Parameters[0].Type);
            var codec2 = ComponentCodecs.For<T2>(type.Parameters[1].Type);
            var codec3 = ComponentCodecs.For<T3>(type.Parameters[2].Type);
            var codec4 = ComponentCodecs.For<T4>(type.Parameters[3].Type);
            var codec5 = ComponentCodecs.For<T5>(type.Parameters[4].Type);
            var codec6 = ComponentCodecs.For<T6>(type.Parameters[5].Type);
            var codec7 = ComponentCodecs.For<T7>(type.Parameters[6].Type);
            var codec8 = ComponentCodecs.For<T8>(type.Parameters[7].Type);
            var result = ComponentCodecs.For<TResult>(type.Result!);
            return (ref ComponentHostCall call) =>
            {
                var argument1 = call.Take(codec1);
                var argument2 = call.Take(codec2);
                var argument3 = call.Take(codec3);
                var argument4 = call.Take(codec4);
                var argument5 = call.Take(codec5);
                var argument6 = call.Take(codec6);
                var argument7 = call.Take(codec7);
                var argument8 = call.Take(codec8);
                call.Give(result, body(argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8));
            };
        }));
    }

    private static void Expect(ComponentFunctionType type, int parameters, bool hasResult)
    {
        if (type.Parameters.Length != parameters || type.Result is not null != hasResult)
        {
            throw new ArgumentException($"it takes {parameters} parameters and returns {(hasResult ? "a result" : "nothing")}");
        }
    }
}
