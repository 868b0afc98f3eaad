// Functions of the host with static types, one overload a number of parameters.
using Weft.Linking;
using Weft.Runtime;

namespace Weft;

// Parameters and results: int or uint for i32, long or ulong for i64, float, double, Vector128<byte>, object for any reference, Function,
// StructObject, ArrayObject, I31 and ExceptionObject for theirs; a tuple for several results. A leading Caller is who calls.
public sealed partial class Linker
{
    /// <summary>Defines a function of the host; a leading parameter of type <see cref="Caller"/> is who calls.</summary>
    /// <param name="module">The first name of the import.</param>
    /// <param name="name">The second name of the import.</param>
    /// <param name="body">What it does. Its exceptions pass through the guest to the embedder.</param>
    /// <returns>This linker.</returns>
    /// <exception cref="ArgumentException">The name is defined already, or a type cannot be passed between host and guest.</exception>
    public Linker AddFunction(string module, string name, Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(),
            [], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1>(string module, string name, Action<T1> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>()),
            [typeof(T1)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2>(string module, string name, Action<T1, T2> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>(), frame.Take<T2>()),
            [typeof(T1), typeof(T2)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3>(string module, string name, Action<T1, T2, T3> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>()),
            [typeof(T1), typeof(T2), typeof(T3)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4>(string module, string name, Action<T1, T2, T3, T4> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5>(string module, string name, Action<T1, T2, T3, T4, T5> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6>(string module, string name, Action<T1, T2, T3, T4, T5, T6> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(), frame.Take<T6>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>(), frame.Take<T12>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11), typeof(T12)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(string module, string name, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>(), frame.Take<T12>(), frame.Take<T13>()),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11), typeof(T12), typeof(T13)], typeof(void), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<TResult>(string module, string name, Func<TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body()),
            [], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, TResult>(string module, string name, Func<T1, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>())),
            [typeof(T1)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, TResult>(string module, string name, Func<T1, T2, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>(), frame.Take<T2>())),
            [typeof(T1), typeof(T2)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, TResult>(string module, string name, Func<T1, T2, T3, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>())),
            [typeof(T1), typeof(T2), typeof(T3)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, TResult>(string module, string name, Func<T1, T2, T3, T4, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(), frame.Take<T6>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>(), frame.Take<T12>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11), typeof(T12)], typeof(TResult), body);
    }

    /// <inheritdoc cref="AddFunction(string, string, Action)"/>
    public Linker AddFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, TResult>(string module, string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Add(
            module, name, (ref HostFrame frame) => frame.Give(body(
                frame.Take<T1>(), frame.Take<T2>(), frame.Take<T3>(), frame.Take<T4>(), frame.Take<T5>(),
                frame.Take<T6>(), frame.Take<T7>(), frame.Take<T8>(), frame.Take<T9>(), frame.Take<T10>(),
                frame.Take<T11>(), frame.Take<T12>(), frame.Take<T13>())),
            [typeof(T1), typeof(T2), typeof(T3), typeof(T4), typeof(T5), typeof(T6), typeof(T7), typeof(T8), typeof(T9), typeof(T10), typeof(T11), typeof(T12), typeof(T13)], typeof(TResult), body);
    }

    private Linker Add(string module, string name, HostCallback callback, Type[] parameters, Type result, Delegate body) =>
        Add(module, name, new HostDefinition(callback, parameters, result, body));
}
