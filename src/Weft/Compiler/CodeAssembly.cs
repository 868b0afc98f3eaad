// Assemblies that emitted code lives in: collectible, so that code goes when nobody holds it any more, and allowed to see the internals
// of the engine, as if it had been written here.
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Weft.Compiler
{
    /// <summary>Makes assemblies and types for emitted code.</summary>
    internal static class CodeAssembly
    {
        /// <summary>Begins an assembly.</summary>
        public static ModuleBuilder Define(string name)
        {
            if (!RuntimeFeature.IsDynamicCodeSupported)
            {
                throw new PlatformNotSupportedException("code cannot be generated here");
            }

            return Define(AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.RunAndCollect), name);
        }

        /// <summary>Begins an assembly that becomes a file.</summary>
        public static ModuleBuilder DefinePersisted(string name, out PersistedAssemblyBuilder assembly) =>
            Define(assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly), name);

        private static ModuleBuilder Define(AssemblyBuilder assembly, string name)
        {
            var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [typeof(CodeAssembly).Assembly.GetName().Name!]));
            return assembly.DefineDynamicModule(name);
        }

        /// <summary>Begins a type of static methods.</summary>
        public static TypeBuilder DefineType(ModuleBuilder module, string name) => module.DefineType(
            name, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);

        /// <summary>
        /// Begins a method, which is fully optimised when it is first compiled; the compiler ahead of time takes no methods that ask for that.
        /// </summary>
        public static MethodBuilder DefineMethod(TypeBuilder type, string name, Type result, Type[] parameters, CodeForm form = CodeForm.Memory)
        {
            var method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, result, parameters);
            method.SetImplementationFlags(form == CodeForm.ReadyToRun ? MethodImplAttributes.IL : MethodImplAttributes.AggressiveOptimization);
            return method;
        }

        /// <summary>Compiles a method in a type of the given name that nobody calls, for who waits to hear of it.</summary>
        public static void PrepareMarker(string name)
        {
            if (!RuntimeFeature.IsDynamicCodeSupported)
            {
                return;
            }

            var type = DefineType(Define(name), name);
            DefineMethod(type, "Marker", typeof(void), []).GetILGenerator().Emit(OpCodes.Ret);
            Prepare(type.CreateType().GetMethod("Marker")!);
        }

        /// <summary>Compiles a method of a finished type; the address of its code, which is never compiled again.</summary>
        public static nint Prepare(MethodInfo method) => CallSites.SkipStub(Prepare(method.MethodHandle));

        /// <summary>Compiles a method, unless it is; an address of its code.</summary>
        public static nint Prepare(RuntimeMethodHandle method)
        {
            // The address before preparation is that of a stub, through which every call would go.
            RuntimeHelpers.PrepareMethod(method);
            return method.GetFunctionPointer();
        }
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Known to the runtime by its name: the assembly that carries it may use what another has not made public.</summary>
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
    {
        public string AssemblyName { get; } = assemblyName;
    }
}
