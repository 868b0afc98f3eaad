// What the compiler needs for init-only properties and records on netstandard2.0, whose library lacks it.
#if !NET
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit
{
}
#endif
