import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlets.CrossOriginFilter;

/** The filter with its parameters out of the system properties, and behind it an application that knows nothing of CORS. */
public class Server extends HttpServlet {
  public static void main(String[] arguments) throws Exception {
    FilterHolder filter = new FilterHolder(CrossOriginFilter.class);
    for (String name : new String[] {
        CrossOriginFilter.ALLOWED_ORIGINS_PARAM, CrossOriginFilter.ALLOWED_METHODS_PARAM, CrossOriginFilter.ALLOWED_HEADERS_PARAM,
        CrossOriginFilter.EXPOSED_HEADERS_PARAM, CrossOriginFilter.ALLOW_CREDENTIALS_PARAM, CrossOriginFilter.PREFLIGHT_MAX_AGE_PARAM,
        CrossOriginFilter.CHAIN_PREFLIGHT_PARAM}) {
      filter.setInitParameter(name, System.getProperty(name));
    }
    ServletContextHandler context = new ServletContextHandler();
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(Server.class, "/resource/foo");
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
    org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server(address);
    server.setHandler(context);
    server.start();
    server.join();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("application/json");
    response.setHeader("X-Request-Id", "1");
    response.getOutputStream().print("{}");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
    doGet(request, response);
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
    doGet(request, response);
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
    doGet(request, response);
  }
}
